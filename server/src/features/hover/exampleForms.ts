/** The forms of an example: JSON as a value, XML as text, binary as a size. */
import { jsonNameOf, type ScalarType, utf8Length } from '../../compiler/index.ts';
import type { ExampleField, ExampleMessage, ExampleScalar, ExampleValue } from './example.ts';
import { scalarEncoding, tagBytes, varintLength } from './wire.ts';

/** As Protobuf's JSON mapping has it. */
export function toJson(message: ExampleMessage): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    message.fields.map((field) => [jsonNameOf(field.symbol), fieldJson(field)]),
  );
}

function fieldJson({ facts, value }: ExampleField): unknown {
  if (facts.type.kind === 'map' && value.kind === 'message') {
    const [key, content] = value.fields;
    return { [String(key && valueJson(key.value))]: content && valueJson(content.value) };
  }
  return facts.label === 'repeated' ? [valueJson(value)] : valueJson(value);
}

function valueJson(value: ExampleValue): unknown {
  switch (value.kind) {
    case 'scalar':
      return scalarJson(value.scalar, value.value);
    case 'enum':
      return value.name;
    case 'known':
      return value.json;
    case 'message': {
      const [only] = value.fields;
      return value.isWrapper && only !== undefined ? valueJson(only.value) : toJson(value);
    }
  }
}

function scalarJson(scalar: string, value: ExampleScalar): unknown {
  if (value instanceof Uint8Array) {
    return base64(value);
  }
  if (typeof value === 'bigint') {
    return scalar.endsWith('64') ? String(value) : Number(value);
  }
  return value;
}

/** Elements named as the fields are; a map's entries as its messages on the wire are. */
function toXml(name: string, message: ExampleMessage): string {
  const inner = message.fields.map(({ symbol, value }) => valueXml(symbol.name, value)).join('');
  return element(name, inner);
}

function valueXml(name: string, value: ExampleValue): string {
  switch (value.kind) {
    case 'scalar':
      return element(
        name,
        String(value.value instanceof Uint8Array ? base64(value.value) : value.value),
      );
    case 'enum':
      return element(name, value.name);
    case 'known':
      return element(name, typeof value.json === 'string' ? value.json : '');
    case 'message':
      return toXml(name, value);
  }
}

function element(name: string, inner: string): string {
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

/** Bytes of a message in the wire format, without a tag of its own. */
function binarySize({ fields }: ExampleMessage): number {
  return fields.reduce((sum, field) => sum + fieldSize(field), 0);
}

function fieldSize({ facts, value }: ExampleField): number {
  const content = contentSize(value);
  const tag = tagBytes(facts.number, 0).length;
  if (facts.packed) {
    return tag + varintLength(content) + content;
  }
  const isMessage = value.kind === 'message' || value.kind === 'known';
  const isDelimited =
    facts.type.kind === 'group' ||
    (facts.type.kind === 'message' && facts.features.messageEncoding === 'delimited');
  if (isMessage) {
    return isDelimited ? 2 * tag + content : tag + varintLength(content) + content;
  }
  const hasLength = value.kind === 'scalar' && scalarEncoding(value.scalar).wireType === 2;
  return tag + (hasLength ? varintLength(content) : 0) + content;
}

/** Without tag and length. */
function contentSize(value: ExampleValue): number {
  switch (value.kind) {
    case 'scalar':
      return scalarSize(value.scalar, value.value);
    case 'enum':
      return varintLength(value.number);
    case 'known':
      return value.binary;
    case 'message':
      return binarySize(value);
  }
}

function scalarSize(scalar: ScalarType, value: ExampleScalar): number {
  if (value instanceof Uint8Array) {
    return value.length;
  }
  if (typeof value === 'string') {
    return utf8Length(value);
  }
  const { least, most } = scalarEncoding(scalar).size;
  if (least === most || typeof value !== 'bigint') {
    return least;
  }
  return varintLength(scalar.startsWith('sint') ? zigzag(value) : value);
}

function zigzag(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const digits = [18, 12, 6, 0].map((shift) => alphabet.charAt((bits >> shift) & 63)).join('');
    const count = Math.min(bytes.length - at, 3) + 1;
    text += digits.slice(0, count).padEnd(4, '=');
  }
  return text;
}

/** Bytes of an example in each form, in words. */
export function sizesText(name: string, message: ExampleMessage): string {
  const json = utf8Length(JSON.stringify(toJson(message)));
  const xml = utf8Length(toXml(name, message));
  return `${binarySize(message)} bytes in binary, ${json} in JSON, ${xml} in XML`;
}
