import { encodeUtf8 } from '../source/utf8.ts';

/** Writes the protobuf wire format into one growing buffer. Field numbers are trusted. */
export class ProtoWriter {
  #bytes = new Uint8Array(256);
  #view: DataView | undefined;
  #length = 0;

  /** What has been written so far, as a copy. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** As `finish`, and the writer can be used again from the beginning, with the buffer it has. */
  take(): Uint8Array {
    const bytes = this.finish();
    this.#length = 0;
    if (this.#bytes.length > keptBuffer) {
      this.#replace(new Uint8Array(256));
    }
    return bytes;
  }

  /** A field of the varint wire type; negative numbers take ten bytes, as the format demands. */
  varint(field: number, value: number | bigint): void {
    this.tag(field, 0);
    this.rawVarint(value);
  }

  bool(field: number, value: boolean): void {
    this.varint(field, value ? 1 : 0);
  }

  string(field: number, value: string): void {
    if (!this.#asciiString(field, value)) {
      this.bytes(field, encodeUtf8(value));
    }
  }

  bytes(field: number, value: Uint8Array): void {
    this.tag(field, 2);
    this.rawVarint(value.length);
    this.rawBytes(value);
  }

  /** A length-delimited field whose content `write` writes. */
  message(field: number, write: () => void): void {
    const start = this.open(field);
    write();
    this.close(start);
  }

  /** Begins a length-delimited field; what it gives is for `close`, behind the content. */
  open(field: number): number {
    this.tag(field, 2);
    const start = this.#length;
    this.#reserve(1);
    this.#length += 1;
    return start;
  }

  /** Ends a field. One byte was kept for the length; a longer length moves the content. */
  close(start: number): void {
    const size = this.#length - start - 1;
    if (size <= 0x7f) {
      this.#bytes[start] = size;
      return;
    }
    const extra = varintSize(size) - 1;
    this.#reserve(extra);
    this.#bytes.copyWithin(start + 1 + extra, start + 1, this.#length);
    this.#length = start;
    this.rawVarint(size);
    this.#length += size;
  }

  packedVarints(field: number, values: readonly number[]): void {
    const start = this.open(field);
    for (const value of values) {
      this.rawVarint(value);
    }
    this.close(start);
  }

  tag(field: number, wireType: number): void {
    this.rawVarint(((field << 3) | wireType) >>> 0);
  }

  rawVarint(value: number | bigint): void {
    if (typeof value === 'number' && value >= 0 && value <= 0xffff_ffff) {
      this.#smallVarint(value);
      return;
    }
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  rawBytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  rawFixed32(value: number): void {
    this.#reserve(4);
    this.#dataView().setUint32(this.#length, value, true);
    this.#length += 4;
  }

  rawFixed64(value: bigint): void {
    this.#reserve(8);
    this.#dataView().setBigUint64(this.#length, BigInt.asUintN(64, value), true);
    this.#length += 8;
  }

  rawFloat(value: number): void {
    this.#reserve(4);
    this.#dataView().setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  rawDouble(value: number): void {
    this.#reserve(8);
    this.#dataView().setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** Most strings are ASCII; they go into the buffer unit by unit. False for all others. */
  #asciiString(field: number, value: string): boolean {
    const { length } = value;
    const start = this.#length;
    this.tag(field, 2);
    this.rawVarint(length);
    this.#reserve(length);
    const bytes = this.#bytes;
    const offset = this.#length;
    for (let at = 0; at < length; at++) {
      const code = value.charCodeAt(at);
      if (code > 0x7f) {
        this.#length = start;
        return false;
      }
      bytes[offset + at] = code;
    }
    this.#length = offset + length;
    return true;
  }

  #smallVarint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) {
      return;
    }
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, needed));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#replace(bytes);
  }

  #replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = undefined;
  }

  #dataView(): DataView {
    return (this.#view ??= new DataView(this.#bytes.buffer));
  }
}

/** A larger buffer than this is not kept for what comes next, in bytes. */
const keptBuffer = 4_000_000;

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) {
    size += 1;
  }
  return size;
}
