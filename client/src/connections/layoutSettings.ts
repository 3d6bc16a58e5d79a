import type { EtcdLayout, EtcdLayoutValue } from '../../../protocol/connections.ts';
import { EntryProblem, fieldOf, isRecord, optionalString, within } from './settingsFields.ts';

/**
 * Reads `layouts` of an etcd connection. The shape is checked here; what the patterns and paths
 * mean is told by the server, as the state of the connection. Throws an EntryProblem.
 */
export function readLayouts(entry: unknown): readonly EtcdLayout[] {
  const value = fieldOf(entry, 'layouts');
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new EntryProblem('"layouts" must be a list of layouts, each with a "name" and a "key"');
  }
  return value.map((item: unknown, index) => within(`layouts[${index}]`, () => readLayout(item)));
}

function readLayout(item: unknown): EtcdLayout {
  refuseOthers(item, ['name', 'key', 'value'], 'a layout');
  const name = optionalString(item, 'name');
  const key = optionalString(item, 'key');
  if (name === undefined || key?.includes('{service}') !== true) {
    throw new EntryProblem(
      'it needs a "name" and a "key" with {service}, such as "/svc/{service}/{instance}"',
    );
  }
  const value = fieldOf(item, 'value');
  return { name, key, ...(value !== undefined && value !== null && { value: readValue(value) }) };
}

function readValue(value: unknown): EtcdLayoutValue {
  refuseOthers(value, ['address', 'version', 'metadata'], '"value"');
  const address = optionalString(value, 'address');
  const version = optionalString(value, 'version');
  const metadata = readMetadata(fieldOf(value, 'metadata'));
  return {
    ...(address !== undefined && { address }),
    ...(version !== undefined && { version }),
    ...(metadata !== undefined && { metadata }),
  };
}

function readMetadata(metadata: unknown): EtcdLayoutValue['metadata'] {
  if (metadata === undefined || metadata === null || metadata === '') {
    return undefined;
  }
  if (typeof metadata === 'string') {
    return metadata;
  }
  if (!isRecord(metadata)) {
    throw new EntryProblem('"metadata" must be a path, or an object with a path for each name');
  }
  const entries = Object.keys(metadata).map(
    (name) => [name, optionalString(metadata, name) ?? ''] as const,
  );
  return Object.fromEntries(entries);
}

/** A misspelt field would be left out in silence. */
function refuseOthers(value: unknown, known: readonly string[], what: string): void {
  if (!isRecord(value)) {
    throw new EntryProblem(`${what} must be an object`);
  }
  const other = Object.keys(value).find((key) => !known.includes(key));
  if (other !== undefined) {
    const names = known.map((name) => `"${name}"`).join(', ');
    throw new EntryProblem(`${what} has no "${other.slice(0, 60)}": there are ${names}`);
  }
}
