import { enumJsonString } from '../diagnostics/enumDiagnostics.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import { enumNumber } from '../options/scalarValues.ts';
import { MessageValue } from '../options/values.ts';
import { decodeUtf8 } from '../source/utf8.ts';

/** The extension of `EnumValueOptions` that says what a value is called in JSON. */
const jsonExtension = 'pb.enumvalue.json';

/** An enum value with the name that its options give it in JSON. */
interface NamedValue {
  readonly symbol: DefinedSymbol;
  readonly number: number | undefined;
  readonly custom: string | undefined;
}

/** What enum values are called in JSON can be told apart, and agrees between aliases. */
export function checkJsonStrings(linking: Linking, symbol: DefinedSymbol): void {
  const values = symbol.children.map((value) => namedValue(linking, value));
  if (values.every(({ custom }) => custom === undefined)) {
    return;
  }
  values.forEach((value) => void checkOne(linking, value));
  checkAliases(linking, values);
  checkConflicts(linking, values);
}

function namedValue(linking: Linking, symbol: DefinedSymbol): NamedValue {
  return { symbol, number: enumNumber(symbol), custom: customString(linking, symbol) };
}

function customString(linking: Linking, symbol: DefinedSymbol): string | undefined {
  const fields = linking.options.get(symbol)?.value.fields.values() ?? [];
  for (const { field, values } of fields) {
    const [json] = values;
    if (field.fullName === jsonExtension && json instanceof MessageValue) {
      const [text] = json.valuesOf('string');
      return text instanceof Uint8Array ? decodeUtf8(text) : undefined;
    }
  }
  return undefined;
}

/** A parser of JSON takes numbers for enum values, in strings too. */
function checkOne(linking: Linking, { symbol, number, custom }: NamedValue): void {
  if (custom?.includes('\0') === true) {
    const why = 'custom JSON strings cannot contain null characters';
    linking.report(enumJsonString(symbol.nameSpan, why));
    return;
  }
  const written = /^\s*([+-]?\d+)\s*$/.exec(custom ?? '')?.[1];
  const integer = written === undefined ? undefined : Number(written);
  if (integer !== undefined && integer === (integer | 0) && integer !== number) {
    const why = `custom JSON string "${custom ?? ''}" reads as the integer ${integer}, but the enum value's number is ${number ?? 'none'}`;
    linking.report(enumJsonString(symbol.nameSpan, why));
  }
}

function checkAliases(linking: Linking, values: readonly NamedValue[]): void {
  const primaries = new Map<number | undefined, NamedValue>();
  for (const value of values) {
    const primary = primaries.get(value.number) ?? value;
    primaries.set(value.number, primary);
    if (primary.custom !== value.custom) {
      const why =
        `aliases of number ${value.number ?? 'none'} must have the same custom JSON string: ` +
        `"${value.symbol.name}" has ${shown(value)}, "${primary.symbol.name}" has ${shown(primary)}`;
      linking.report(enumJsonString(value.symbol.nameSpan, why));
    }
  }
}

function shown({ custom }: NamedValue): string {
  return custom === undefined ? 'none' : `"${custom}"`;
}

/** The name of a value stays readable beside its custom string. */
function checkConflicts(linking: Linking, values: readonly NamedValue[]): void {
  const owners = new Map<string, NamedValue>();
  for (const value of values) {
    for (const text of [value.symbol.name, value.custom]) {
      const owner = text === undefined ? undefined : (owners.get(text) ?? value);
      if (text === undefined || owner === undefined) {
        continue;
      }
      owners.set(text, owner);
      if (owner.number !== value.number) {
        const why = `JSON string "${text}" stands for "${owner.symbol.name}" already`;
        linking.report(enumJsonString(value.symbol.nameSpan, why));
      }
    }
  }
}
