/** Rules about a service and its rpcs. */
import type { MethodTypeNode, ProtoSymbol } from '../compiler/index.ts';
import { deletionFrom } from './blockRules.ts';
import { optionNumber } from './fieldFacts.ts';
import { earlierAt, type Findings, type Pair } from './finding.ts';
import { nameSpan, optionAt } from './places.ts';

/** Reports what changed about a service. */
export function compareServices(pair: Pair, findings: Findings): void {
  const { now, before } = pair;
  const methods = new Map(now.symbol.children.map((method) => [method.name, method]));
  for (const earlier of before.symbol.children) {
    const method = methods.get(earlier.name);
    if (method === undefined) {
      deletedMethod(pair, earlier, findings);
    } else {
      const same = {
        ...pair,
        now: { ...now, symbol: method },
        before: { ...before, symbol: earlier },
      };
      compareMethods(same, findings);
    }
  }
}

function deletedMethod(pair: Pair, method: ProtoSymbol, findings: Findings): void {
  const { now, before } = pair;
  const change = deletionFrom(pair, method);
  findings.add({
    rule: 'RPC_NO_DELETE',
    message: `rpc "${method.name}" of service "${now.symbol.name}" was deleted`,
    span: change.gap,
    place: now.symbol.node,
    earlier: earlierAt(before.file, method.node),
    change,
  });
}

function compareMethods(pair: Pair, findings: Findings): void {
  sameIdempotency(pair, findings);
  for (const side of sides) {
    sameType(pair, side, findings);
    sameStreaming(pair, side, findings);
  }
}

const sides = [
  {
    part: 'input',
    what: 'request',
    type: 'RPC_SAME_REQUEST_TYPE',
    stream: 'RPC_SAME_CLIENT_STREAMING',
  },
  {
    part: 'output',
    what: 'response',
    type: 'RPC_SAME_RESPONSE_TYPE',
    stream: 'RPC_SAME_SERVER_STREAMING',
  },
] as const;

type Side = (typeof sides)[number];

function partOf({ node }: ProtoSymbol, { part }: Side): MethodTypeNode | undefined {
  return node.kind === 'method' ? node[part] : undefined;
}

function sameType({ now, before }: Pair, side: Side, findings: Findings): void {
  const [type, earlier] = [now, before].map(({ symbol, file }) => {
    const node = partOf(symbol, side)?.type;
    const name = node && file.references.get(node)?.fullName;
    return node && name !== undefined ? { node, name } : undefined;
  });
  if (type === undefined || earlier === undefined || type.name === earlier.name) {
    return;
  }
  findings.add({
    rule: side.type,
    message: `the ${side.what} of rpc "${now.symbol.name}" changed from "${earlier.name}" to "${type.name}"`,
    span: type.node,
    place: type.node,
    earlier: earlierAt(before.file, earlier.node),
    change: { kind: 'changed', now: type.node, before: earlier.node, what: `${side.what} type` },
  });
}

function sameStreaming({ now, before }: Pair, side: Side, findings: Findings): void {
  const [part, earlier] = [partOf(now.symbol, side), partOf(before.symbol, side)];
  const isStream = part?.stream !== undefined;
  if (part === undefined || earlier === undefined || isStream === (earlier.stream !== undefined)) {
    return;
  }
  const said = isStream ? 'became a stream' : 'is not a stream any more';
  findings.add({
    rule: side.stream,
    message: `the ${side.what} of rpc "${now.symbol.name}" ${said}`,
    span: part.stream ?? part,
    place: now.symbol.node,
    earlier: earlierAt(before.file, earlier),
    change: { kind: 'changed', now: part, before: earlier, what: side.what },
  });
}

const levels = ['IDEMPOTENCY_UNKNOWN', 'NO_SIDE_EFFECTS', 'IDEMPOTENT'];

function sameIdempotency({ now, before }: Pair, findings: Findings): void {
  const name = 'idempotency_level';
  const [level = 0, earlier = 0] = [now, before].map(({ symbol, file }) =>
    optionNumber(file, symbol, name),
  );
  if (level === earlier) {
    return;
  }
  const [option, old] = [now, before].map(({ symbol: { node } }) =>
    node.kind === 'method' ? optionAt(node.members, [name]) : undefined,
  );
  const { symbol } = now;
  findings.add({
    rule: 'RPC_SAME_IDEMPOTENCY_LEVEL',
    message: `rpc "${symbol.name}" changed its ${name} from ${levels[earlier] ?? earlier} to ${levels[level] ?? level}`,
    span: option ?? nameSpan(symbol),
    place: option ?? 'file',
    earlier: earlierAt(before.file, old ?? before.symbol.node),
    change: option && old ? { kind: 'changed', now: option, before: old, what: name } : undefined,
  });
}
