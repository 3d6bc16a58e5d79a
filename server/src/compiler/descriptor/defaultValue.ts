import type { FieldType, ScalarType } from '../link/model.ts';
import { floatValue } from '../options/scalarValues.ts';
import { encodeUtf8 } from '../source/utf8.ts';
import type { ValueNode } from '../syntax/ast.ts';

/**
 * The default of a field as a descriptor states it: decimal numbers, bytes with C escapes. Undefined
 * for a value that does not fit the type.
 */
export function defaultValueText(type: FieldType, node: ValueNode): Uint8Array | undefined {
  if (type.kind === 'enum') {
    return node.kind === 'identifier' ? encodeUtf8(node.text) : undefined;
  }
  return type.kind === 'scalar' ? scalarText(type.scalar, node) : undefined;
}

function scalarText(scalar: ScalarType, node: ValueNode): Uint8Array | undefined {
  switch (scalar) {
    case 'string':
      return node.kind === 'string' ? node.bytes : undefined;
    case 'bytes':
      return node.kind === 'string' ? encodeUtf8(cEscape(node.bytes)) : undefined;
    case 'bool':
      return node.kind === 'identifier' ? encodeUtf8(node.text) : undefined;
    case 'float':
    case 'double':
      return floatText(scalar, node);
    default:
      return integerText(node);
  }
}

function integerText(node: ValueNode): Uint8Array | undefined {
  if (node.kind === 'integer') {
    return encodeUtf8(String(node.value));
  }
  return node.kind === 'negative' && node.operand?.kind === 'integer'
    ? encodeUtf8(String(-node.operand.value))
    : undefined;
}

function floatText(scalar: 'float' | 'double', node: ValueNode): Uint8Array | undefined {
  const value = floatValue(node);
  if (value === undefined) {
    return undefined;
  }
  const isNegativeNan = Number.isNaN(value) && node.kind === 'negative';
  return encodeUtf8(isNegativeNan ? '-nan' : formatFloat(value, scalar === 'float'));
}

/** As C's `%g` with just enough digits to give the number back. */
export function formatFloat(value: number, isSingle: boolean): string {
  if (Number.isNaN(value)) {
    return 'nan';
  }
  const rounded = isSingle ? Math.fround(value) : value;
  if (!Number.isFinite(rounded)) {
    return rounded > 0 ? 'inf' : '-inf';
  }
  const short = formatGeneral(rounded, isSingle ? 6 : 15);
  const back = isSingle ? Math.fround(Number(short)) : Number(short);
  const isExact = back === rounded && !(isSingle && isSubnormal(rounded));
  return isExact ? short : formatGeneral(rounded, isSingle ? 9 : 17);
}

/** protoc holds reading such a float back for an error, so it gets all digits. */
function isSubnormal(value: number): boolean {
  return value !== 0 && Math.abs(value) < 2 ** -126;
}

/** `%.{digits}g`. */
function formatGeneral(value: number, digits: number): string {
  if (value === 0) {
    return Object.is(value, -0) ? '-0' : '0';
  }
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < digits) {
    return trimZeros(value.toFixed(Math.max(digits - 1 - exponent, 0)));
  }
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${trimZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${size}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const escapes: ReadonlyMap<number, string> = new Map([
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
  [0x22, '\\"'],
  [0x27, "\\'"],
  [0x5c, '\\\\'],
]);

/** Bytes as printable ASCII: the usual letters after a backslash, else three octal digits. */
export function cEscape(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const isPrintable = byte >= 0x20 && byte < 0x7f;
    text +=
      escapes.get(byte) ??
      (isPrintable ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`);
  }
  return text;
}
