import { keyId, utf8 } from './keyPath.ts';

/** A key with its value, as it is written to a file and read from one. */
export interface ArchivedKey {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Where it stood when it was written; 0 when the file does not say. */
  readonly revision: number;
  /** What kept it alive then: it is noted, and never restored. */
  readonly lease?: string;
  readonly session?: string;
  /** A number of 64 bits in decimal; Consul alone. */
  readonly flags?: string;
}

/** A part of a registry in a file. */
export interface KeyArchive {
  readonly registry: 'etcd' | 'consul';
  /** For people. */
  readonly connection: string;
  /** What all keys start with. */
  readonly prefix: Uint8Array;
  /** Of the store with etcd, 0 with Consul. */
  readonly revision: number;
  /** ISO 8601. */
  readonly exportedAt: string;
  readonly keys: readonly ArchivedKey[];
}

/** Says what a file is, and which edition of this form it has. */
const format = 'proto-atlas-keys/1';

/** A file is not as it should be; the message says where. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/**
 * The archive as JSON that people can read and compare. Nothing is lost: bytes that are no UTF-8
 * are base64 under another name, `keyBase64` and `valueBase64`.
 */
export function writeArchive(archive: KeyArchive): string {
  const { registry, connection, prefix, revision, exportedAt, keys } = archive;
  const fields = {
    format,
    registry,
    connection,
    ...bytesField('prefix', prefix),
    ...(revision === 0 ? {} : { revision }),
    exportedAt,
    keys: keys.map(keyFields),
  };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

/** Throws an {@link ArchiveError} for any text that {@link writeArchive} would not write. */
export function readArchive(text: string): KeyArchive {
  const file = objectOf(parsed(text), 'the file');
  if (file.format !== format) {
    throw new ArchiveError(`"format" is not "${format}": this is no export of keys`);
  }
  const { registry } = file;
  if (registry !== 'etcd' && registry !== 'consul') {
    throw new ArchiveError('"registry" is neither "etcd" nor "consul"');
  }
  if (!Array.isArray(file.keys)) {
    throw new ArchiveError('"keys" is not a list');
  }
  const prefix = bytesOf(file, 'prefix', 'the file');
  const keys = (file.keys as readonly unknown[]).map((key, index) =>
    readKey(key, `keys[${index}]`),
  );
  refuseOdd(keys, prefix);
  return {
    registry,
    prefix,
    keys,
    connection: typeof file.connection === 'string' ? file.connection : '',
    revision: typeof file.revision === 'number' ? file.revision : 0,
    exportedAt: typeof file.exportedAt === 'string' ? file.exportedAt : '',
  };
}

type Fields = Readonly<Record<string, unknown>>;

function keyFields({ key, value, revision, lease, session, flags }: ArchivedKey): Fields {
  return {
    ...bytesField('key', key),
    ...bytesField('value', value),
    ...(revision === 0 ? {} : { revision }),
    ...(lease === undefined ? {} : { lease }),
    ...(session === undefined ? {} : { session }),
    ...(flags === undefined || flags === '0' ? {} : { flags }),
  };
}

function bytesField(name: string, bytes: Uint8Array): Fields {
  const text = utf8(bytes);
  return text === undefined
    ? { [`${name}Base64`]: Buffer.from(bytes).toString('base64') }
    : { [name]: text };
}

function readKey(value: unknown, where: string): ArchivedKey {
  const fields = objectOf(value, where);
  const { revision, lease, session, flags } = fields;
  if (flags !== undefined && (typeof flags !== 'string' || !/^\d{1,20}$/.test(flags))) {
    throw new ArchiveError(`${where}.flags is not a number in quotes`);
  }
  return {
    key: bytesOf(fields, 'key', where),
    value: bytesOf(fields, 'value', where),
    revision: typeof revision === 'number' ? revision : 0,
    ...(typeof lease === 'string' ? { lease } : {}),
    ...(typeof session === 'string' ? { session } : {}),
    ...(flags === undefined ? {} : { flags }),
  };
}

function bytesOf(fields: Fields, name: string, where: string): Uint8Array {
  const text = fields[name];
  const base64 = fields[`${name}Base64`];
  if (typeof text === 'string' && base64 === undefined) {
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.toString('utf8') !== text) {
      throw new ArchiveError(`${where}.${name} holds half of a character`);
    }
    return bytes;
  }
  if (typeof base64 !== 'string' || text !== undefined) {
    throw new ArchiveError(`${where} needs "${name}" as text, or "${name}Base64"`);
  }
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) {
    throw new ArchiveError(`${where}.${name}Base64 is not base64`);
  }
  return bytes;
}

function refuseOdd(keys: readonly ArchivedKey[], prefix: Uint8Array): void {
  const seen = new Set<string>();
  keys.forEach(({ key }, index) => {
    const id = keyId(key);
    if (key.length === 0) {
      throw new ArchiveError(`keys[${index}].key is empty`);
    }
    if (seen.has(id)) {
      throw new ArchiveError(`keys[${index}] has the key of an earlier one`);
    }
    if (Buffer.compare(key.subarray(0, prefix.length), prefix) !== 0) {
      throw new ArchiveError(`keys[${index}].key does not start with the prefix`);
    }
    seen.add(id);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArchiveError(`this is no JSON (${reason})`);
  }
}

function objectOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArchiveError(`${where} is not an object`);
  }
  return Object.fromEntries(Object.entries(value));
}
