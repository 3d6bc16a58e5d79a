/** One field of a message as it lies on the wire. */
export type WireField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly number: number; readonly kind: 'fixed'; readonly bytes: Uint8Array };

/**
 * The fields of a message in order of the bytes. Groups are not read: no message here has any.
 *
 * @throws RangeError when the bytes end too early or hold what no message holds.
 */
export function* readFields(bytes: Uint8Array): Generator<WireField> {
  const cursor: Cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = Number(readVarint(cursor));
    const number = tag >>> 3;
    if (number === 0) {
      throw new RangeError('field number 0');
    }
    yield readValue(cursor, number, tag & 7);
  }
}

/** The payloads of a repeated length-delimited field. */
export function bytesOf(message: Uint8Array, number: number): Uint8Array[] {
  return [...readFields(message)].flatMap((field) =>
    field.number === number && field.kind === 'bytes' ? [field.bytes] : [],
  );
}

/** A string field; the last one wins, as in every decoder. */
export function textOf(message: Uint8Array, number: number): string | undefined {
  const bytes = bytesOf(message, number).at(-1);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** A varint field; undefined when absent. */
export function varintOf(message: Uint8Array, number: number): bigint | undefined {
  let found: bigint | undefined;
  for (const field of readFields(message)) {
    if (field.number === number && field.kind === 'varint') {
      found = field.value;
    }
  }
  return found;
}

/** A length-delimited field: a string as UTF-8, or bytes as they are. */
export function writeBytes(number: number, value: string | Uint8Array): Uint8Array {
  const payload = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return Buffer.concat([writeVarint((number << 3) | 2), writeVarint(payload.length), payload]);
}

/** A field of an unsigned integer. */
export function writeNumber(number: number, value: number): Uint8Array {
  return Buffer.concat([writeVarint(number << 3), writeVarint(value)]);
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function readValue(cursor: Cursor, number: number, wireType: number): WireField {
  switch (wireType) {
    case 0:
      return { number, kind: 'varint', value: readVarint(cursor) };
    case 1:
      return { number, kind: 'fixed', bytes: take(cursor, 8) };
    case 2:
      return { number, kind: 'bytes', bytes: take(cursor, Number(readVarint(cursor))) };
    case 5:
      return { number, kind: 'fixed', bytes: take(cursor, 4) };
    default:
      throw new RangeError(`wire type ${wireType}`);
  }
}

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) {
      throw new RangeError('the bytes end inside a number');
    }
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return value;
    }
  }
  throw new RangeError('a number longer than ten bytes');
}

function take(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) {
    throw new RangeError('the bytes end inside a field');
  }
  const bytes = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}

function writeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
