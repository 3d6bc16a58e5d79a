import type { ServiceInstance } from '../../../protocol/topology.ts';
import { states } from './filterTerms.ts';
import { type FilterKey, filterKeys, keyOf, parseFilter, written } from './filterText.ts';
import type { GraphModel } from './graph.ts';
import { edgeKinds, healths } from './nodes.ts';
import { questionIds } from './questions.ts';

/** Values that the graph holds, each with the number of services that have it. */
export interface Catalog {
  readonly values: Readonly<Record<FilterKey, ReadonlyMap<string, number>>>;
  /** By the name of the metadata. */
  readonly metadata: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** One thing to go on with. */
export interface Completion {
  /** Replaces the text from `from` to `to` of the filter. */
  readonly text: string;
  readonly label: string;
  /** What the key means, or how many services have the value. */
  readonly detail: string;
}

/** What may stand where the cursor is. */
export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

/** What each key asks for, for people. */
const keyMeanings: Readonly<Record<FilterKey, string>> = {
  name: 'name of the service',
  health: 'health of the service or an instance',
  registry: 'etcd, consul or static',
  connection: 'name of the connection',
  tag: 'a tag of the registration',
  ns: 'namespace',
  dc: 'datacenter, zone or region',
  version: 'version of an instance',
  address: 'part of an address',
  convention: 'layout of the registration',
  protocol: 'protocol of an endpoint',
  edge: 'services and edges of a kind',
  is: 'a state, or an answer to a question',
};

const fixedValues: Readonly<Partial<Record<FilterKey, readonly string[]>>> = {
  health: healths,
  edge: edgeKinds,
  is: [...states, ...questionIds],
};

/** More than this nobody reads. */
const mostItems = 50;

/** Collects the values of a graph; as costly as the graph is large. */
export function catalogOf(graph: GraphModel): Catalog {
  const values = countsByKey();
  const metadata = new Map<string, Map<string, number>>();
  const names = new Map(graph.connections.map(({ id, name }) => [id, name]));
  for (const service of graph.services.values()) {
    const own = new Set([
      `name:${service.name}`,
      `health:${service.health}`,
      ...service.instances.flatMap((each) => valuesOf(each, names)),
    ]);
    own.forEach((each) => {
      const colon = each.indexOf(':');
      count(values[keyOf(each.slice(0, colon))], each.slice(colon + 1));
    });
    countMetadata(metadata, service.instances);
  }
  for (const edge of graph.edges.values()) {
    new Set(edge.sources.map(({ kind }) => kind)).forEach((kind) => count(values.edge, kind));
  }
  return { values, metadata };
}

/** What can follow at a place of the filter. */
export function completionsAt(text: string, cursor: number, catalog: Catalog): Completions {
  const from = chunkStart(text, cursor);
  const chunk = text.slice(from, cursor);
  const minus = chunk.startsWith('-') ? 1 : 0;
  const [, key] = /^([a-z]+):/i.exec(chunk.slice(minus)) ?? [];
  const known = filterKeys.find((each) => each === key?.toLowerCase());
  if (known !== undefined) {
    const head = Math.max(chunk.lastIndexOf(','), minus + known.length) + 1;
    return valueCompletions(
      chunk.slice(head),
      { from: from + head, to: cursor },
      valuesFor(known, catalog),
    );
  }
  const meta = /^meta\.([^\s=:"]+)[=:]/i.exec(chunk.slice(minus));
  if (meta !== null) {
    const head = Math.max(chunk.lastIndexOf(','), minus + meta[0].length - 1) + 1;
    const values = metadataNamed(meta[1] ?? '', catalog);
    return valueCompletions(chunk.slice(head), { from: from + head, to: cursor }, values);
  }
  return keyCompletions(chunk.slice(minus), { from: from + minus, to: cursor }, catalog);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function valueCompletions(
  typed: string,
  range: Range,
  values: ReadonlyMap<string, number>,
): Completions {
  const wanted = typed.replace(/^"/, '').toLowerCase();
  const items = [...values]
    .filter(([value]) => value !== '' && value.toLowerCase().includes(wanted))
    .sort(([one], [other]) => rank(one, wanted) - rank(other, wanted))
    .slice(0, mostItems)
    .map(([value, services]) => ({
      text: written(value),
      label: value,
      detail: services === 0 ? 'none now' : String(services),
    }));
  return { ...range, items };
}

function keyCompletions(typed: string, range: Range, catalog: Catalog): Completions {
  const wanted = typed.toLowerCase();
  const keys = filterKeys
    .filter((key) => key.startsWith(wanted))
    .map((key) => ({ text: `${key}:`, label: `${key}:`, detail: keyMeanings[key] }));
  const metadata = [...catalog.metadata.keys()]
    .map((name) => ({ text: `meta.${written(name)}=`, label: `meta.${name}=`, detail: 'metadata' }))
    .filter(({ label }) => label.toLowerCase().startsWith(wanted) || wanted === '');
  const names =
    wanted === ''
      ? []
      : valueCompletions(wanted, range, catalog.values.name)
          .items.slice(0, 8)
          .map((item) => ({ ...item, detail: 'service' }));
  return { ...range, items: [...keys, ...metadata, ...names].slice(0, mostItems) };
}

/** What begins like the text comes first. */
function rank(value: string, wanted: string): number {
  return value.toLowerCase().startsWith(wanted) ? 0 : 1;
}

/** Where the term at the cursor begins; spaces in quotes do not end one. */
function chunkStart(text: string, cursor: number): number {
  const open = parseFilter(text.slice(0, cursor)).at(-1);
  return open?.end === cursor ? open.start : cursor;
}

function valuesFor(key: FilterKey, catalog: Catalog): ReadonlyMap<string, number> {
  const known = catalog.values[key];
  const fixed = fixedValues[key] ?? [];
  return new Map([...fixed.map((value) => [value, known.get(value) ?? 0] as const), ...known]);
}

function metadataNamed(name: string, { metadata }: Catalog): ReadonlyMap<string, number> {
  const found = [...metadata].find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? new Map();
}

function valuesOf(
  instance: ServiceInstance,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const { registration } = instance;
  return [
    `health:${instance.health}`,
    `registry:${registration.registry}`,
    `connection:${names.get(registration.connectionId) ?? ''}`,
    `convention:${registration.convention}`,
    `ns:${registration.namespace ?? ''}`,
    `dc:${registration.datacenter ?? ''}`,
    `version:${instance.version ?? ''}`,
    ...(instance.possibleGhost ? ['is:ghost'] : []),
    ...instance.tags.map((tag) => `tag:${tag}`),
    ...instance.endpoints.map(({ protocol }) => `protocol:${protocol}`),
  ];
}

function countMetadata(
  metadata: Map<string, Map<string, number>>,
  instances: readonly ServiceInstance[],
): void {
  const own = new Map(
    instances
      .flatMap((instance) => Object.entries(instance.metadata))
      .map((entry) => [JSON.stringify(entry), entry]),
  );
  own.forEach(([key, value]) => {
    const values = metadata.get(key) ?? new Map<string, number>();
    metadata.set(key, values);
    count(values, value);
  });
}

function count(values: Map<string, number>, value: string): void {
  if (value !== '') {
    values.set(value, (values.get(value) ?? 0) + 1);
  }
}

function countsByKey(): Readonly<Record<FilterKey, Map<string, number>>> {
  return {
    name: new Map(),
    health: new Map(),
    registry: new Map(),
    connection: new Map(),
    tag: new Map(),
    ns: new Map(),
    dc: new Map(),
    version: new Map(),
    address: new Map(),
    convention: new Map(),
    protocol: new Map(),
    edge: new Map(),
    is: new Map(),
  };
}
