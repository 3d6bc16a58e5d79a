import type {
  LinkedFile,
  LinkedPart,
  MethodNode,
  ProtoSymbol,
  SourceFile,
} from '../compiler/index.ts';
import type { Findings, LintInput, LintRun } from './finding.ts';
import { type ModuleFile, sees } from './module.ts';

const rule = 'RPC_REQUEST_RESPONSE_UNIQUE';
const emptyMessage = 'google.protobuf.Empty';

/** Whether rpcs share the types that they send and receive, in all files of the module. */
export function lintTypeUse(input: LintInput, findings: Findings): void {
  const own = findings.has(rule) ? methodsOf(input.file) : [];
  if (own.length === 0) {
    return;
  }
  const users = new TypeUsers(input, own);
  for (const method of own) {
    sameTypes(method, input, findings);
    for (const type of new Set([method.input, method.output])) {
      sharedType(method, { type, users }, { input, findings });
    }
  }
}

type TypeUse = 'input' | 'output';

/** An rpc whose types are known, by their full names. */
interface Method extends Readonly<Record<TypeUse, string>> {
  readonly symbol: ProtoSymbol;
  readonly node: MethodNode;
  /** Where they are defined. */
  readonly files: Readonly<Record<TypeUse, SourceFile>>;
}

function methodsOf(file: LinkedFile): readonly Method[] {
  return servicesIn(file).flatMap((part) => {
    part.settle();
    return part.symbols.flatMap((symbol) => {
      const { node } = symbol;
      const types = node.kind === 'method' ? typesOf(part, node) : undefined;
      return node.kind === 'method' && types !== undefined ? [{ symbol, node, ...types }] : [];
    });
  });
}

/** The parts that may have a service, so that the others need not be looked into. */
function servicesIn({ source, parts }: LinkedFile): readonly LinkedPart[] {
  const services = source.tree.members.filter(({ kind }) => kind === 'service');
  const starts = new Set(services.map(({ start }) => start));
  // A file of one part begins anywhere.
  const found = parts.length === 1 ? parts : parts.filter(({ start }) => starts.has(start));
  return services.length === 0 ? [] : found;
}

function typesOf(
  { references }: LinkedPart,
  node: MethodNode,
): Pick<Method, 'input' | 'output' | 'files'> | undefined {
  const input = node.input?.type && references.get(node.input.type);
  const output = node.output?.type && references.get(node.output.type);
  return input === undefined || output === undefined
    ? undefined
    : {
        input: input.fullName,
        output: output.fullName,
        files: { input: input.file, output: output.file },
      };
}

/**
 * The rpcs of a module that use a type. Others than those of the linted file are looked for only
 * until one is found: thousands may use one that all know.
 */
class TypeUsers {
  readonly #input: LintInput;
  /** Those of the linted file by type. */
  readonly #own = new Map<string, Method[]>();
  readonly #methods = new Map<ModuleFile, readonly Method[]>();

  constructor(input: LintInput, own: readonly Method[]) {
    this.#input = input;
    for (const method of own) {
      for (const type of new Set([method.input, method.output])) {
        const users = this.#own.get(type) ?? [];
        this.#own.set(type, users);
        users.push(method);
      }
    }
  }

  /** Whether several rpcs use a type in one of some ways. */
  areSeveral(type: string, ways: readonly TypeUse[]): boolean {
    const isUser = (method: Method): boolean => ways.some((way) => method[way] === type);
    const own = this.#own.get(type) ?? [];
    const first = own.findIndex(isUser);
    const user = own[first];
    return (
      first !== own.findLastIndex(isUser) ||
      (user !== undefined && this.#isUsedElsewhere(type, user, isUser))
    );
  }

  #isUsedElsewhere(type: string, user: Method, isUser: (method: Method) => boolean): boolean {
    const { module, path } = this.#input;
    const definer = module.of(user.files[user.input === type ? 'input' : 'output']);
    return module
      .withMethodType(type.slice(type.lastIndexOf('.') + 1))
      .some(
        (file) =>
          file.path !== path &&
          definer !== undefined &&
          sees(file, definer, module) &&
          this.#methodsOf(file).some(isUser),
      );
  }

  #methodsOf(file: ModuleFile): readonly Method[] {
    const linked = this.#methods.has(file) ? undefined : file.linked();
    const methods = this.#methods.get(file) ?? (linked === undefined ? [] : methodsOf(linked));
    this.#methods.set(file, methods);
    return methods;
  }
}

function sameTypes({ symbol, node, input, output }: Method, run: LintInput, to: Findings): void {
  const { config } = run;
  const isAllowedEmpty =
    input === emptyMessage &&
    config.rpcAllowGoogleProtobufEmptyRequests &&
    config.rpcAllowGoogleProtobufEmptyResponses;
  if (input === output && !config.rpcAllowSameRequestResponse && !isAllowedEmpty) {
    const message = `rpc "${symbol.name}" has "${input}" both as its request and as its response`;
    to.at(node, { rule, message, span: node.name, place: node });
  }
}

interface Use {
  readonly type: string;
  readonly users: TypeUsers;
}

function sharedType(method: Method, { type, users }: Use, { input, findings }: LintRun): void {
  const { config } = input;
  const requests = type === emptyMessage && config.rpcAllowGoogleProtobufEmptyRequests;
  const responses = type === emptyMessage && config.rpcAllowGoogleProtobufEmptyResponses;
  const report = (what: string, ...ways: readonly TypeUse[]): void => {
    if (users.areSeveral(type, ways)) {
      const message = `"${type}" is ${what} of several rpcs`;
      findings.at(method.node, { rule, message, span: method.node.name, place: method.node });
    }
  };
  if (!requests && !responses) {
    report('the request or response', 'input', 'output');
    return;
  }
  if (!requests && method.input === type) {
    report('the request', 'input');
  }
  if (!responses && method.output === type) {
    report('the response', 'output');
  }
}
