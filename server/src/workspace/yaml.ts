/**
 * The YAML of buf's files as plain values. Scalars stay text; no input makes it throw: what is broken
 * reads as far as it is understood. Of several documents it is the first.
 */
import { isMap as isMapNode, isScalar, isSeq, type ParsedNode, parseDocument } from 'yaml';

export type YamlValue = string | readonly YamlValue[] | YamlMap;
export type YamlMap = ReadonlyMap<string, YamlValue>;

/** Deeper collections read as empty. */
const maximumDepth = 32;

/** The document of a text. Aliases read as empty, so that none can grow beyond the text. */
export function readYaml(text: string): YamlValue {
  const options = { schema: 'failsafe', logLevel: 'silent', uniqueKeys: false } as const;
  return valueOf(parseDocument(text, options).contents, 0);
}

/** The map under a key, empty when there is none. */
export function mapAt(value: YamlValue | undefined, name: string): YamlMap {
  const found = isMap(value) ? value.get(name) : undefined;
  return isMap(found) ? found : new Map();
}

export function isMap(value: YamlValue | undefined): value is YamlMap {
  return value instanceof Map;
}

/** The scalar under a key, empty when there is none. */
export function textAt(value: YamlMap, name: string): string {
  const found = value.get(name);
  return typeof found === 'string' ? found : '';
}

/** The items of the list under a key. */
export function listAt(value: YamlMap, name: string): readonly YamlValue[] {
  const found = value.get(name);
  return found === undefined || typeof found === 'string' || isMap(found) ? [] : found;
}

/** The scalars of the list under a key. */
export function textsAt(value: YamlMap, name: string): readonly string[] {
  return listAt(value, name).filter((item) => typeof item === 'string');
}

function valueOf(node: ParsedNode | null, depth: number): YamlValue {
  if (isScalar(node)) {
    return typeof node.value === 'string' ? node.value : '';
  }
  if (depth > maximumDepth) {
    return '';
  }
  if (isSeq(node)) {
    return node.items.map((item) => valueOf(item, depth + 1));
  }
  if (isMapNode(node)) {
    return new Map(
      node.items.map(({ key, value }) => [keyOf(key), valueOf(value, depth + 1)] as const),
    );
  }
  return '';
}

/** A key that is a collection is none that anybody asks for. */
function keyOf(key: ParsedNode): string {
  const text = valueOf(key, maximumDepth);
  return typeof text === 'string' ? text : '';
}
