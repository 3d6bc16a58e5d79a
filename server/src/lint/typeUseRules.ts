import type { LinkedFile, MethodNode, ProtoSymbol } from '../compiler/index.ts';
import type { Findings, LintInput, LintRun } from './finding.ts';

const rule = 'RPC_REQUEST_RESPONSE_UNIQUE';
const emptyMessage = 'google.protobuf.Empty';

/** Whether rpcs share the types that they send and receive, in all files of the module. */
export function lintTypeUse(input: LintInput, findings: Findings): void {
  const own = findings.has(rule) ? methodsOf(input.file) : [];
  if (own.length === 0) {
    return;
  }
  const users = usersOf(input, own);
  for (const method of own) {
    sameTypes(method, input, findings);
    for (const type of new Set([method.input, method.output])) {
      sharedType(method, { type, users: users.get(type) ?? [] }, { input, findings });
    }
  }
}

/** An rpc whose types are known. */
interface Method {
  readonly symbol: ProtoSymbol;
  readonly node: MethodNode;
  /** Full names. */
  readonly input: string;
  readonly output: string;
}

function methodsOf(file: LinkedFile): readonly Method[] {
  return file.topLevel
    .flatMap((symbol) => (symbol.kind === 'service' ? symbol.children : []))
    .flatMap((symbol) => {
      const { node } = symbol;
      const types = node.kind === 'method' ? typesOf(file, node) : undefined;
      return node.kind === 'method' && types !== undefined ? [{ symbol, node, ...types }] : [];
    });
}

function typesOf(file: LinkedFile, node: MethodNode): Pick<Method, 'input' | 'output'> | undefined {
  const input = node.input?.type && file.references.get(node.input.type)?.fullName;
  const output = node.output?.type && file.references.get(node.output.type)?.fullName;
  return input === undefined || output === undefined ? undefined : { input, output };
}

/** The rpcs of the module by type, as far as the linted file has a part in it. */
function usersOf(
  { module, path }: LintInput,
  own: readonly Method[],
): ReadonlyMap<string, readonly Method[]> {
  const users = new Map<string, Method[]>();
  for (const { input, output } of own) {
    users.set(input, []).set(output, []);
  }
  const lastParts = [...users.keys()].map((name) => name.slice(name.lastIndexOf('.') + 1));
  const others = [...new Set(lastParts.flatMap((name) => module.withMethodType(name)))]
    .filter((file) => file.path !== path)
    .map((file) => file.linked())
    .filter((file) => file !== undefined);
  for (const method of [...own, ...others.flatMap(methodsOf)]) {
    for (const type of new Set([method.input, method.output])) {
      users.get(type)?.push(method);
    }
  }
  return users;
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
  readonly users: readonly Method[];
}

function sharedType(method: Method, { type, users }: Use, { input, findings }: LintRun): void {
  const { config } = input;
  const requests = type === emptyMessage && config.rpcAllowGoogleProtobufEmptyRequests;
  const responses = type === emptyMessage && config.rpcAllowGoogleProtobufEmptyResponses;
  const report = (what: string, count: number): void => {
    if (count > 1) {
      const message = `"${type}" is ${what} of ${count} rpcs`;
      findings.at(method.node, { rule, message, span: method.node.name, place: method.node });
    }
  };
  if (!requests && !responses) {
    report('the request or response', users.length);
    return;
  }
  if (!requests && method.input === type) {
    report('the request', users.filter((user) => user.input === type).length);
  }
  if (!responses && method.output === type) {
    report('the response', users.filter((user) => user.output === type).length);
  }
}
