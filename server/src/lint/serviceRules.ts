import type { MethodNode, MethodTypeNode, ProtoSymbol, ServiceNode } from '../compiler/index.ts';
import { expectComment, expectSpelling } from './declarationRules.ts';
import type { LintRun } from './finding.ts';
import { pascalCase } from './names.ts';

const emptyMessage = 'google.protobuf.Empty';

/** Rules about one service. */
export function lintService(node: ServiceNode, { input, findings }: LintRun): void {
  const { name } = node;
  if (name === undefined) {
    return;
  }
  const declared = { node, name, what: 'service' };
  expectSpelling(declared, { rule: 'SERVICE_PASCAL_CASE', spelling: 'PascalCase' }, findings);
  expectComment(declared, 'COMMENT_SERVICE', findings);
  const suffix = input.config.serviceSuffix || 'Service';
  if (!name.text.endsWith(suffix)) {
    const message = `the name of service "${name.text}" is to end in "${suffix}"`;
    findings.at(node, { rule: 'SERVICE_SUFFIX', message, span: name });
  }
}

/** Rules about one rpc. */
export function lintMethod(symbol: ProtoSymbol, node: MethodNode, run: LintRun): void {
  const { findings } = run;
  const { name } = node;
  if (name === undefined) {
    return;
  }
  const declared = { node, name, what: 'rpc' };
  expectSpelling(declared, { rule: 'RPC_PASCAL_CASE', spelling: 'PascalCase' }, findings);
  expectComment(declared, 'COMMENT_RPC', findings);
  streaming(node, name.text, run);
  standardNames(symbol, node, run);
}

function streaming(node: MethodNode, name: string, { findings }: LintRun): void {
  const client = node.input?.stream;
  if (client !== undefined) {
    const message = `the client of rpc "${name}" sends a stream`;
    findings.at(node, { rule: 'RPC_NO_CLIENT_STREAMING', message, span: client, place: node });
  }
  const server = node.output?.stream;
  if (server !== undefined) {
    const message = `the server of rpc "${name}" sends a stream`;
    findings.at(node, { rule: 'RPC_NO_SERVER_STREAMING', message, span: server, place: node });
  }
}

function standardNames(symbol: ProtoSymbol, node: MethodNode, run: LintRun): void {
  const { config } = run.input;
  standardName(symbol, node, run, {
    rule: 'RPC_REQUEST_STANDARD_NAME',
    type: node.input,
    suffix: 'Request',
    allowsEmpty: config.rpcAllowGoogleProtobufEmptyRequests,
  });
  standardName(symbol, node, run, {
    rule: 'RPC_RESPONSE_STANDARD_NAME',
    type: node.output,
    suffix: 'Response',
    allowsEmpty: config.rpcAllowGoogleProtobufEmptyResponses,
  });
}

interface Side {
  readonly rule: 'RPC_REQUEST_STANDARD_NAME' | 'RPC_RESPONSE_STANDARD_NAME';
  readonly type: MethodTypeNode | undefined;
  readonly suffix: 'Request' | 'Response';
  readonly allowsEmpty: boolean;
}

function standardName(
  symbol: ProtoSymbol,
  node: MethodNode,
  { input, findings }: LintRun,
  { rule, type, suffix, allowsEmpty }: Side,
): void {
  const name = type?.type;
  const target = name && input.file.references.get(name);
  if (name === undefined || target === undefined) {
    return;
  }
  const short = `${pascalCase(symbol.name)}${suffix}`;
  const long = `${pascalCase(symbol.parent?.name ?? '')}${short}`;
  const isAllowed = allowsEmpty && target.fullName === emptyMessage;
  if (target.name !== short && target.name !== long && !isAllowed) {
    const what = suffix.toLowerCase();
    const message = `the ${what} of rpc "${symbol.name}" is "${target.name}": call it "${short}" or "${long}"`;
    findings.at(node, { rule, message, span: name });
  }
}
