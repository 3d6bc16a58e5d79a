/** What a field is on the wire, in JSON and to generated code, features resolved. */
import {
  decodeUtf8,
  defaultJsonName,
  defaultValueText,
  enumNumber,
  type LinkedFile,
  MessageValue,
  type OptionedElement,
  type ProtoSymbol,
  pseudoValues,
  type ScalarType,
} from '../compiler/index.ts';

/** A field as messages speak of it. */
export function called(symbol: ProtoSymbol): string {
  const { kind, name, fullName, parent, node } = symbol;
  if (isMapPart(symbol) && node.kind === 'field') {
    return `the ${name} of map "${node.name?.text ?? ''}"`;
  }
  return kind === 'extension'
    ? `extension "${fullName}"`
    : `field "${name}" of message "${parent?.name ?? ''}"`;
}

/** `group` stands for every message that is written between two tags. */
export type Kind = ScalarType | 'enum' | 'message' | 'group';

/** Undefined when the type does not resolve. */
export function kindOf({ field, features }: ProtoSymbol): Kind | undefined {
  switch (field?.type.kind) {
    case 'scalar':
      return field.type.scalar;
    case 'message':
      return features.messageEncoding === 'delimited' ? 'group' : 'message';
    case 'map':
      return 'message';
    case 'group':
    case 'enum':
      return field.type.kind;
    default:
      return undefined;
  }
}

/** The enum or message that it holds. */
export function typeSymbol({ field }: ProtoSymbol): ProtoSymbol | undefined {
  switch (field?.type.kind) {
    case 'enum':
    case 'message':
    case 'group':
      return field.type.symbol;
    case 'map':
      return field.type.entry;
    default:
      return undefined;
  }
}

/** A type as people know it. */
export function typeText(field: ProtoSymbol): string {
  const type = field.field?.type;
  if (type?.kind === 'map') {
    return `map<${type.entry.children.map(typeText).join(', ')}>`;
  }
  return typeSymbol(field)?.fullName ?? kindOf(field) ?? 'unknown';
}

export type Cardinality =
  'optional with presence' | 'optional without presence' | 'required' | 'repeated' | 'map';

/** How many values it has, and whether absent is told from the default. */
export function cardinalityOf(symbol: ProtoSymbol): Cardinality {
  const { kind, field, features } = symbol;
  if (field?.type.kind === 'map') {
    return 'map';
  }
  if (field?.label === 'repeated') {
    return 'repeated';
  }
  if (isRequired(symbol)) {
    return 'required';
  }
  const holdsMessage = field?.type.kind === 'message' || field?.type.kind === 'group';
  const hasPresence =
    kind === 'extension' ||
    holdsMessage ||
    field?.oneof !== undefined ||
    features.fieldPresence === 'explicit';
  return hasPresence ? 'optional with presence' : 'optional without presence';
}

/** Whether a message without it is incomplete. */
export function isRequired({ field, features }: ProtoSymbol): boolean {
  return (
    field?.label === 'required' ||
    (field?.label === 'optional' && features.fieldPresence === 'legacyRequired')
  );
}

/** Its key in JSON. */
export function jsonNameOf(symbol: ProtoSymbol): string {
  const written = isMapPart(symbol) ? undefined : pseudoValues(symbol).json_name;
  return written?.kind === 'string' ? decodeUtf8(written.bytes) : defaultJsonName(symbol.name);
}

/** Whether it is the key or the value of a map. */
export function isMapPart({ parent, node }: ProtoSymbol): boolean {
  return parent?.node === node;
}

/** What it reads as when it is absent, in a form that can be compared. */
export type DefaultValue = string | number | bigint;

/** Undefined for a field that has none, such as a message. Bytes are a character each. */
export function defaultOf(symbol: ProtoSymbol): DefaultValue | undefined {
  const { field } = symbol;
  const type = field?.type;
  if (field?.label === 'repeated' || (type?.kind !== 'scalar' && type?.kind !== 'enum')) {
    return undefined;
  }
  const node = isMapPart(symbol) ? undefined : pseudoValues(symbol).default;
  if (type.kind === 'enum') {
    const values = type.symbol.children;
    const name = node?.kind === 'identifier' ? node.text : undefined;
    const value = name === undefined ? values[0] : values.find((each) => each.name === name);
    return (value && enumNumber(value)) ?? 0;
  }
  if (type.scalar === 'string' || type.scalar === 'bytes') {
    return node?.kind === 'string' ? latin1(node.bytes) : '';
  }
  const text = node && defaultValueText(type, node);
  return text === undefined ? 0 : numberFrom(type.scalar, decodeUtf8(text));
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return text;
}

function numberFrom(scalar: ScalarType, text: string): number | bigint {
  switch (scalar) {
    case 'bool':
      return text === 'true' ? 1 : 0;
    case 'float':
      return Math.fround(floatFrom(text));
    case 'double':
      return floatFrom(text);
    default:
      return BigInt(text);
  }
}

function floatFrom(text: string): number {
  return Number(text.replace('inf', 'Infinity'));
}

/** Whether two defaults read the same, whatever the types. */
export function sameDefault(
  one: { readonly value: DefaultValue; readonly kind: Kind | undefined },
  other: { readonly value: DefaultValue; readonly kind: Kind | undefined },
): boolean {
  if (typeof one.value === 'string' || typeof other.value === 'string') {
    return one.value === other.value || (isZero(one.value) && isZero(other.value));
  }
  const isMixed = new Set([one.kind, other.kind]);
  const round = (value: number | bigint): number | bigint =>
    isMixed.has('float') && isMixed.has('double') ? Math.fround(Number(value)) : value;
  const [first, second] = [round(one.value), round(other.value)];
  const areNan = Number.isNaN(first) && Number.isNaN(second);
  // A whole number may be a bigint on one side alone.
  return areNan || (first <= second && first >= second);
}

/** Whether it is the default of all types. */
function isZero(value: DefaultValue): boolean {
  return typeof value === 'string' ? value === '' : Number(value) === 0;
}

/** Values of `(pb.cpp).string_type`, and of the `ctype` before it. */
export type CppStringType = 'VIEW' | 'CORD' | 'STRING' | 'STRING_PIECE';

const ctypes: readonly CppStringType[] = ['STRING', 'CORD', 'STRING_PIECE'];
const stringTypes: readonly CppStringType[] = ['VIEW', 'CORD', 'STRING'];
const edition2024 = 1001;

/** What C++ holds a string in. */
export function cppStringType({ symbol, file }: FieldIn): CppStringType {
  const written = optionNumber(file, symbol, 'ctype');
  const ctype = file.edition < edition2024 && written !== undefined ? ctypes[written] : undefined;
  const set = customFeature(file, symbol, { extension: 'pb.cpp', name: 'string_type' });
  const feature = set === undefined ? undefined : stringTypes[set - 1];
  return ctype ?? feature ?? (file.edition < edition2024 ? 'STRING' : 'VIEW');
}

/** Whether Java refuses strings that are not UTF-8. */
export function javaVerifies({ symbol, file }: FieldIn): boolean {
  const verifies = symbol.features.utf8Validation === 'verify';
  const option = file.optionsOf(file.source.tree)?.value.valuesOf('java_string_check_utf8')[0];
  if (file.syntax !== 'editions' || option !== undefined) {
    return verifies || option === true;
  }
  const set = customFeature(file, symbol, { extension: 'pb.java', name: 'utf8_validation' });
  return verifies || set === javaVerify;
}

/** `pb.JavaFeatures.VERIFY`. */
const javaVerify = 2;

export interface FieldIn {
  readonly symbol: ProtoSymbol;
  readonly file: LinkedFile;
}

/** The number of an enum that an option is set to. */
export function optionNumber(
  file: LinkedFile,
  key: OptionedElement,
  name: string,
): number | undefined {
  const value = file.optionsOf(key)?.value.valuesOf(name)[0];
  return typeof value === 'bigint' ? Number(value) : undefined;
}

/** What a feature of one language is set to, by the field or by what is around it. */
function customFeature(
  file: LinkedFile,
  symbol: ProtoSymbol,
  feature: { readonly extension: string; readonly name: string },
): number | undefined {
  const around: OptionedElement[] = [symbol];
  if (symbol.field?.oneof !== undefined) {
    around.push(symbol.field.oneof);
  }
  for (let parent = symbol.parent; parent !== undefined; parent = parent.parent) {
    around.push(parent);
  }
  around.push(file.source.tree);
  for (const key of around) {
    const value = featureOf(file, key, feature);
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}

function featureOf(
  file: LinkedFile,
  key: OptionedElement,
  { extension, name }: { readonly extension: string; readonly name: string },
): number | undefined {
  const features = file.optionsOf(key)?.value.valuesOf('features')[0];
  const fields = features instanceof MessageValue ? [...features.fields.values()] : [];
  const custom = fields.find(({ field }) => field.fullName === extension)?.values[0];
  const value = custom instanceof MessageValue ? custom.valuesOf(name)[0] : undefined;
  return typeof value === 'bigint' ? Number(value) : undefined;
}
