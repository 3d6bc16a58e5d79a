import { inSlices } from '../inSlices.ts';
import { isObject, items, list, property, text } from '../json.ts';

/** An entry of a service, as `/v1/health/service/<name>` has it. */
type NamedEntry = readonly [name: string, entry: unknown];

/** What nodes came to. */
export type KnownNodes = WeakMap<object, readonly NamedEntry[]>;

/**
 * Reads `/v1/internal/ui/nodes`, the whole catalog in one answer: nodes with their services and
 * checks. Gives for each service name what `/v1/health/service/<name>` would answer. The endpoint is
 * that of Consul's own pages, which came with the first release that had any.
 *
 * A node that is the same object as in an answer before gives the same entries, which `known` keeps.
 */
export async function readNodeDump(
  json: unknown,
  known: KnownNodes,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const byName = new Map<string, unknown[]>();
  const each = (node: object): void => {
    const entries = known.get(node) ?? entriesOf(node);
    known.set(node, entries);
    entries.forEach(([name, entry]) => {
      append(byName, name, entry);
    });
  };
  await inSlices(items(json).filter(isObject), { each }, signal);
  return byName;
}

function entriesOf(node: unknown): readonly NamedEntry[] {
  const checks = checksByService(node);
  const ofNode = checks.get('') ?? [];
  const Node = nodeAlone(node);
  return list(node, 'Services').map((service) => {
    const own = checks.get(text(service, 'ID') ?? '') ?? [];
    const entry = { Node, Service: service, Checks: [...ofNode, ...own] };
    return [text(service, 'Service') ?? '', entry] as const;
  });
}

/** Those of the node itself stand under the empty id. */
function checksByService(node: unknown): ReadonlyMap<string, readonly unknown[]> {
  const byId = new Map<string, unknown[]>();
  for (const check of list(node, 'Checks')) {
    append(byId, text(check, 'ServiceID') ?? '', check);
  }
  return byId;
}

function append(lists: Map<string, unknown[]>, name: string, item: unknown): void {
  const known = lists.get(name);
  if (known === undefined) {
    lists.set(name, [item]);
  } else {
    known.push(item);
  }
}

const nodeFields = ['Node', 'Address', 'Datacenter', 'Partition', 'PeerName', 'Locality'] as const;

function nodeAlone(node: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    nodeFields.flatMap((field) => {
      const value = property(node, field);
      return value === undefined ? [] : [[field, value]];
    }),
  );
}
