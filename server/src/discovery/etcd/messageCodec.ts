import protobuf from 'protobufjs';
import { property, text } from '../json.ts';

/** Messages from and to bytes, by their names. */
export interface MessageCodec {
  readonly encode: (type: string, fields: Record<string, unknown>) => Buffer;
  /**
   * Plain values with every field present; 64-bit numbers are decimal text. Throws when the bytes
   * are no such message.
   */
  readonly decode: (type: string, bytes: Uint8Array) => unknown;
}

/** The codec of messages that know each other; fields that they do not name are skipped. */
export function messageCodec(messages: Readonly<Record<string, protobuf.IType>>): MessageCodec {
  const root = protobuf.Root.fromJSON({ nested: messages });
  return {
    encode(type, fields) {
      const found = root.lookupType(type);
      return Buffer.from(found.encode(found.fromObject(fields)).finish());
    },
    decode(type, bytes) {
      const found = root.lookupType(type);
      return found.toObject(found.decode(bytes), { longs: String, defaults: true, arrays: true });
    },
  };
}

type FieldRow = readonly [type: string, id: number, rule?: string];

/** A message by its fields. */
export function message(rows: Readonly<Record<string, FieldRow>>): protobuf.IType {
  const fields = Object.entries(rows).map(([name, [type, id, rule]]): [string, protobuf.IField] => [
    name,
    { type, id, ...(rule === undefined ? {} : { rule }) },
  ]);
  return { edition: 'proto3', fields: Object.fromEntries(fields) };
}

/** Empty when absent. */
export function bytesOf(object: unknown, name: string): Uint8Array {
  const value = property(object, name);
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** A 64-bit number: revisions, counts and sizes stay far below 2^53. */
export function integer(object: unknown, name: string): number {
  return Number(text(object, name) ?? 0);
}
