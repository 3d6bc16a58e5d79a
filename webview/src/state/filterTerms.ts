import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { Service, ServiceInstance } from '../../../protocol/topology.ts';
import type { FilterKey, Term } from './filterText.ts';
import { type GraphNode, isOutdated, outdatedConnections } from './nodes.ts';

/** An instance of a service. */
export interface Candidate {
  readonly node: GraphNode;
  /** Absent for a service of which no instance is known. */
  readonly instance: ServiceInstance | undefined;
}

export type Test = (candidate: Candidate) => boolean;

/** The instances of a service, or its one candidate without. */
export function candidatesOf(node: GraphNode): readonly Candidate[] {
  const instances = node.service?.instances ?? [];
  return instances.length === 0
    ? [{ node, instance: undefined }]
    : instances.map((instance) => ({ node, instance }));
}

/** Holds when one of the tests does. */
export function eitherOf(tests: readonly Test[]): Test {
  return (candidate) => tests.some((test) => test(candidate));
}

/** The test of one term. */
export function testOf(term: Term, connections: readonly ConnectionStatus[]): Test {
  switch (term.kind) {
    case 'word':
      return wordTest(term);
    case 'meta':
      return metaTest(term);
    case 'key':
      return keyTest(term, connections);
  }
}

/** About the service with all of its instances, or about an instance without its service. */
function wordTest(term: Extract<Term, { kind: 'word' }>): Test {
  const word = term.word.toLowerCase();
  return ({ node, instance }) => {
    const texts =
      node.service === undefined && instance !== undefined
        ? instanceTexts(instance).map((text) => text.toLowerCase())
        : searchable(node);
    return texts.some((text) => text.includes(word)) !== term.isNegated;
  };
}

function metaTest(term: Extract<Term, { kind: 'meta' }>): Test {
  const wanted = term.name.toLowerCase();
  const tests = valueTests(term, like);
  return ({ instance }) =>
    Object.entries(instance?.metadata ?? {}).some(
      ([key, value]) =>
        key.toLowerCase() === wanted && (tests.length === 0 || tests.some((test) => test(value))),
    );
}

function keyTest(
  term: Extract<Term, { kind: 'key' }>,
  connections: readonly ConnectionStatus[],
): Test {
  const { key } = term;
  if (key === 'is') {
    return isTest(knownValues(term, writtenStates), connections);
  }
  const tests = valueTests(term, key === 'name' || key === 'address' ? within : like);
  const names = new Map(connections.map(({ id, name }) => [id, name]));
  return (candidate) =>
    textsOf(key, candidate, names).some((text) => tests.some((test) => test(text)));
}

/** One test for each value; that of a value which is being typed asks for its beginning. */
function valueTests(
  { values, isOpen }: Extract<Term, { readonly values: unknown }>,
  make: (value: string) => (text: string) => boolean,
): readonly ((text: string) => boolean)[] {
  return values.map((value, index) =>
    isOpen && index === values.length - 1 && make === like ? like(`${value}*`) : make(value),
  );
}

/** The values of a term in lower case, one that is being typed as all known ones that it may become. */
export function knownValues(
  { values, isOpen }: Extract<Term, { readonly values: unknown }>,
  known: readonly string[],
): readonly string[] {
  const wanted = values.map((value) => value.toLowerCase());
  const typed = isOpen ? wanted.at(-1) : undefined;
  return typed === undefined
    ? wanted
    : [...wanted, ...known.filter((value) => value.startsWith(typed))];
}

/** What a term of a key is compared with. */
function textsOf(
  key: Exclude<FilterKey, 'is'>,
  { node, instance }: Candidate,
  connections: ReadonlyMap<string, string>,
): readonly string[] {
  const registration = instance?.registration;
  switch (key) {
    case 'name':
      return [node.name];
    case 'health':
      return [instance?.health ?? 'unknown', ...present(node.service?.health)];
    case 'registry':
      return present(registration?.registry);
    case 'connection':
      return present(registration && connections.get(registration.connectionId));
    case 'convention':
      return present(registration?.convention);
    case 'ns':
      return present(registration?.namespace);
    case 'dc':
      return present(registration?.datacenter);
    case 'tag':
      return instance?.tags ?? [];
    case 'version':
      return present(instance?.version);
    case 'address':
      return instance === undefined ? [] : addressesOf(instance);
    case 'protocol':
      return instance?.endpoints.map(({ protocol }) => protocol) ?? [];
    case 'edge':
      return [];
  }
}

function present(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

/** What `is:` can ask of an instance. */
export const states: readonly string[] = ['ghost', 'empty', 'stale', 'secure'];

/** As a person may write it: `missing` is another word for `empty`. */
const writtenStates = [...states, 'missing'];

function isTest(wanted: readonly string[], connections: readonly ConnectionStatus[]): Test {
  const outdated = outdatedConnections(connections);
  return ({ node, instance }) =>
    wanted.some((state) => {
      switch (state) {
        case 'ghost':
          return instance?.possibleGhost === true;
        case 'missing':
        case 'empty':
          return instance === undefined;
        case 'stale':
          return node.service !== undefined && isOutdated(node.service, outdated);
        case 'secure':
          return instance?.endpoints.some(({ secure }) => secure) === true;
        default:
          return false;
      }
    });
}

/** Equal, where `*` stands for any text. */
function like(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  if (!wanted.includes('*')) {
    return (text) => text.toLowerCase() === wanted;
  }
  const parts = wanted.split('*');
  return (text) => hasParts(text.toLowerCase(), parts);
}

/** Found anywhere, or like the pattern when that has a `*`. */
function within(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  return wanted.includes('*') ? like(pattern) : (text) => text.toLowerCase().includes(wanted);
}

/** Whether the parts follow each other in a text, the first at its start, the last at its end. */
function hasParts(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length) {
    return false;
  }
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) {
      return false;
    }
    at = found + part.length;
  }
  return text.endsWith(last) && at <= text.length - last.length;
}

const searchTexts = new WeakMap<Service, readonly string[]>();

function searchable({ name, service }: GraphNode): readonly string[] {
  if (service === undefined) {
    return [name.toLowerCase()];
  }
  const known = searchTexts.get(service);
  if (known !== undefined) {
    return known;
  }
  const texts = [service.name, ...service.instances.flatMap(instanceTexts)].map((text) =>
    text.toLowerCase(),
  );
  searchTexts.set(service, texts);
  return texts;
}

function instanceTexts(instance: ServiceInstance): readonly string[] {
  return [
    instance.version ?? '',
    instance.registration.convention,
    ...addressesOf(instance),
    ...instance.tags,
    ...Object.entries(instance.metadata).map(([key, value]) => `${key}=${value}`),
  ];
}

function addressesOf({ address, endpoints }: ServiceInstance): readonly string[] {
  return [address, ...endpoints.map((endpoint) => endpoint.address)];
}
