import {
  duplicateEnumNumber,
  emptyEnum,
  enumFirstZero,
  enumNameConflict,
  enumNumberRange,
  needlessAlias,
} from '../diagnostics/enumDiagnostics.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import { enumNumber } from '../options/scalarValues.ts';
import { optionNamed, placeOf } from './places.ts';

/** An enum has a value. */
export function checkEnumHasValue(linking: Linking, symbol: DefinedSymbol): void {
  if (symbol.children.length === 0) {
    linking.report(emptyEnum(symbol.nameSpan));
  }
}

/** The first value of an open enum is zero: what a field without presence has. */
export function checkEnumFirstZero(linking: Linking, symbol: DefinedSymbol): void {
  const first = symbol.children[0];
  const number = first && enumNumber(first);
  const isOpen = symbol.features.enumType === 'open';
  if (first?.node.kind === 'enumValue' && isOpen && number !== undefined && number !== 0) {
    linking.report(enumFirstZero(first.node.number ?? first.node));
  }
}

/** A value fits an int32. */
export function checkEnumNumber(linking: Linking, { node }: DefinedSymbol): void {
  if (node.kind === 'enumValue' && node.number !== undefined) {
    const number = node.number.kind === 'negative' ? node.number.operand : node.number;
    if (number?.kind === 'integer' && outOfRange(node.number.kind, number.value)) {
      linking.report(enumNumberRange(node.number));
    }
  }
}

function outOfRange(kind: 'negative' | 'integer', value: bigint): boolean {
  return value > (kind === 'negative' ? 0x8000_0000n : 0x7fff_ffffn);
}

/** Two values share a number only under `allow_alias`, which then has to be of use. */
export function checkAliases(linking: Linking, symbol: DefinedSymbol): void {
  const aliases = aliasesOf(symbol);
  const option = optionNamed(symbol, 'allow_alias');
  const allow = option?.value?.kind === 'identifier' ? option.value.text : undefined;
  if (option !== undefined && allow === 'false') {
    const why = `"${symbol.name}" declares 'option allow_alias = false;' which has no effect`;
    linking.report(needlessAlias(option, why));
  } else if (option !== undefined && allow === 'true') {
    if (aliases.length === 0) {
      const why = `"${symbol.name}" declares support for enum aliases but no enum values share numbers`;
      linking.report(needlessAlias(option, why));
    }
  } else if (aliases.length > 0) {
    const next = nextValue(symbol);
    for (const { value, first } of aliases) {
      const node = value.node.kind === 'enumValue' ? (value.node.number ?? value.node) : value.node;
      const use = {
        name: value.fullName,
        other: first.fullName,
        next,
        related: placeOf(first),
      };
      linking.report(duplicateEnumNumber(node, use));
    }
  }
}

function aliasesOf(symbol: DefinedSymbol): { value: DefinedSymbol; first: DefinedSymbol }[] {
  if (isAscending(symbol)) {
    return [];
  }
  const seen = new Map<number, DefinedSymbol>();
  return symbol.children.flatMap((value) => {
    const number = enumNumber(value);
    const first = number === undefined ? undefined : seen.get(number);
    if (number !== undefined && first === undefined) {
      seen.set(number, value);
    }
    return first === undefined ? [] : [{ value, first }];
  });
}

/** Whether each value has a greater number than the one before: most enums are written so. */
function isAscending({ children }: DefinedSymbol): boolean {
  let last = -Infinity;
  for (const value of children) {
    const number = enumNumber(value) ?? -Infinity;
    if (number <= last) {
      return false;
    }
    last = number;
  }
  return true;
}

function nextValue(symbol: DefinedSymbol): number {
  return symbol.children.reduce((most, value) => Math.max(most, enumNumber(value) ?? 0), 0) + 1;
}

/** Generated code drops the enum's name from its values' names; they have to differ then too. */
export function checkEnumNames(linking: Linking, symbol: DefinedSymbol): void {
  const isWarning =
    linking.options.get(symbol)?.value.valuesOf('deprecated_legacy_json_field_conflicts')[0] ===
    true;
  if (haveDistinctLetters(symbol)) {
    return;
  }
  const seen = new Map<string, DefinedSymbol>();
  for (const value of symbol.children) {
    const name = pascalCase(withoutPrefix(value.name, symbol.name));
    const other = seen.get(name);
    if (other === undefined) {
      seen.set(name, value);
    } else if (other.name !== value.name && enumNumber(other) !== enumNumber(value)) {
      const how = { related: placeOf(other), isWarning };
      linking.report(enumNameConflict(value.nameSpan, value.name, other.name, how));
    }
  }
}

/** Whether the names differ in more than case and underscores: then all that is made of them differs. */
function haveDistinctLetters({ name, children }: DefinedSymbol): boolean {
  const prefix = lettersOf(name);
  const seen = new Set<string>();
  for (const value of children) {
    const letters = lettersOf(value.name);
    const hasPrefix = letters.length > prefix.length && letters.startsWith(prefix);
    seen.add(hasPrefix ? letters.slice(prefix.length) : letters);
  }
  return seen.size === children.length;
}

function lettersOf(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** `RED` for `COLOR_RED` of `Color`; the prefix counts without case and underscores. */
function withoutPrefix(value: string, enumName: string): string {
  const prefix = lettersOf(enumName);
  let matched = 0;
  let at = 0;
  while (at < value.length && matched < prefix.length) {
    if (value[at] !== '_') {
      if (value.charAt(at).toLowerCase() !== prefix[matched]) {
        return value;
      }
      matched += 1;
    }
    at += 1;
  }
  const rest = matched < prefix.length ? '' : value.slice(at).replace(/^_+/, '');
  return rest === '' ? value : rest;
}

function pascalCase(name: string): string {
  return name
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
}
