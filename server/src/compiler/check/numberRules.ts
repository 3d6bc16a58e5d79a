import {
  duplicateFieldNumber,
  fieldNumber,
  rangeBounds,
  rangeIncludesField,
  rangeOrder,
  rangeOverlap,
  reservedName,
  reservedNameForm,
  reservedNameInvalid,
  reservedNameTwice,
  reservedNumber,
} from '../diagnostics/numberDiagnostics.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hinted } from '../diagnostics/make.ts';
import type { ProtocPhase } from '../diagnostics/protocPhases.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import type { ProtoSymbol } from '../link/model.ts';
import { int32Of } from '../link/references.ts';
import { enumNumber } from '../options/scalarValues.ts';
import type { RangeNode, ReservedNode } from '../syntax/ast.ts';
import { optionNamed, placeOf } from './places.ts';

/** The greatest field number: 29 bits. */
const maxNumber = 0x1fff_ffff;
const maxInt32 = 0x7fff_ffff;

/** A range as written, its end inclusive. */
interface NumberRange {
  readonly node: RangeNode;
  readonly start: number;
  readonly end: number;
}

/** A field number is positive, has 29 bits and is not one of the implementation's. */
export function checkFieldNumber(linking: Linking, symbol: DefinedSymbol): void {
  const { node, parent } = symbol;
  const written = node.kind === 'field' || node.kind === 'group' ? node.number : undefined;
  if (written === undefined) {
    return;
  }
  const why = fieldNumberProblem(symbol.field?.number, symbol.kind === 'extension');
  if (why !== undefined) {
    const next = symbol.kind === 'field' && parent !== undefined ? nextNumber(parent) : undefined;
    const found = fieldNumber(written, why, next);
    linking.report(hinted(found, { phase: phaseOfNumber(symbol, written.kind) }));
  }
}

/** protoc's parser takes no minus and no more than 32 bits; the rest it finds later. */
function phaseOfNumber({ field }: ProtoSymbol, kind: 'integer' | 'negative'): ProtocPhase {
  if (field?.number === undefined || kind === 'negative') {
    return 'parse';
  }
  return field.number >= 19000 && field.number <= 19999 ? 'commandLine' : 'build';
}

/** An extension of a message set may have any number; its message says which. */
function fieldNumberProblem(number: number | undefined, isExtension: boolean): string | undefined {
  if (number === undefined) {
    return 'field number is out of range';
  }
  if (number <= 0) {
    return 'field numbers must be positive integers';
  }
  if (number > maxNumber && !isExtension) {
    return `field numbers cannot be greater than ${maxNumber}`;
  }
  return number >= 19000 && number <= 19999
    ? 'field numbers 19000 through 19999 are reserved for the protocol buffer library implementation'
    : undefined;
}

/** The fields of a message have different numbers. */
export function checkFieldNumbersDiffer(linking: Linking, message: DefinedSymbol): void {
  const seen = new Map<number, ProtoSymbol>();
  for (const field of fieldsOf(message)) {
    const number = field.field?.number;
    const { node } = field;
    if (number === undefined || (node.kind !== 'field' && node.kind !== 'group')) {
      continue;
    }
    const first = seen.get(number);
    if (first === undefined) {
      seen.set(number, field);
    } else {
      const use = {
        number,
        message: message.fullName,
        field: first.name,
        next: nextNumber(message),
        related: placeOf(first),
      };
      linking.report(duplicateFieldNumber(node.number ?? node, use));
    }
  }
}

/** The smallest number above those in use that a new field may have. */
export function nextNumber(message: ProtoSymbol): number {
  const taken = [...rangesOf(message, 'reserved'), ...rangesOf(message, 'extensions')];
  const used = new Set(fieldsOf(message).map((field) => field.field?.number));
  let next = 1;
  for (;;) {
    const range = taken.find(({ start, end }) => next >= start && next <= end);
    if (range !== undefined && range.end < maxNumber) {
      next = range.end + 1;
    } else if (next >= 19000 && next <= 19999) {
      next = 20000;
    } else if (used.has(next)) {
      next += 1;
    } else {
      return next;
    }
  }
}

/** No field uses what the message reserves. */
export function checkReservedUse(linking: Linking, message: DefinedSymbol): void {
  const ranges = rangesOf(message, 'reserved');
  const names = new Set(reservedNamesOf(message));
  for (const field of fieldsOf(message)) {
    const number = field.field?.number;
    const { node } = field;
    const use = reservation(ranges, number);
    if (use !== undefined) {
      const written = node.kind === 'field' || node.kind === 'group' ? node.number : undefined;
      linking.report(reservedNumber(written ?? node, `field "${field.name}"`, use));
    }
    if (names.has(field.name)) {
      linking.report(reservedName(field.nameSpan, `field name "${field.name}"`));
    }
  }
}

function reservation(
  ranges: readonly NumberRange[],
  number: number | undefined,
): { readonly number: number; readonly range: RangeNode } | undefined {
  const found = ranges.find(({ start, end }) => (number ?? NaN) >= start && (number ?? NaN) <= end);
  return number === undefined || found === undefined ? undefined : { number, range: found.node };
}

/** No value of an enum uses what the enum reserves. */
export function checkEnumReservedUse(linking: Linking, symbol: DefinedSymbol): void {
  const ranges = rangesOf(symbol, 'reserved');
  const names = new Set(reservedNamesOf(symbol));
  for (const value of symbol.children) {
    const number = enumNumber(value);
    const use = reservation(ranges, number);
    if (use !== undefined) {
      linking.report(reservedNumber(value.nameSpan, `enum value "${value.name}"`, use));
    }
    if (names.has(value.name)) {
      linking.report(reservedName(value.nameSpan, `enum value "${value.name}"`));
    }
  }
}

/** The numbers of every range fit an int32. */
export function checkRangeNumbers(linking: Linking, { node }: DefinedSymbol): void {
  if (node.kind !== 'message' && node.kind !== 'group' && node.kind !== 'enum') {
    return;
  }
  for (const member of node.members) {
    const ranges = member.kind === 'reserved' || member.kind === 'extensions' ? member.ranges : [];
    for (const { from, to } of ranges) {
      for (const number of [from, to]) {
        const isNumber = number?.kind === 'integer' || number?.kind === 'negative';
        const value = isNumber ? int32Of(number) : 0;
        if (value === undefined || (value === maxInt32 && node.kind !== 'enum')) {
          const found = rangeBounds(number ?? member, 'number is out of bounds');
          linking.report(hinted(found, { phase: 'parse' }));
        }
      }
    }
  }
}

/** A reserved name is listed once, quoted before editions and bare since. */
export function checkReservedNames(linking: Linking, symbol: DefinedSymbol): void {
  const seen = new Set<string>();
  const isEditions = linking.syntax === 'editions';
  for (const name of reservedOf(symbol).flatMap((node) => node.names)) {
    const text = name.kind === 'string' ? name.value : name.text;
    if ((name.kind === 'string') === isEditions) {
      linking.report(reservedNameForm(name, text, isEditions));
    } else if (seen.has(text)) {
      linking.report(reservedNameTwice(name, text));
    } else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) {
      linking.report(reservedNameInvalid(name, text));
    }
    seen.add(text);
  }
}

/** A reserved range has its numbers in order, all positive, and overlaps no other. */
export function checkReservedRanges(linking: Linking, message: DefinedSymbol): void {
  const ranges = rangesOf(message, 'reserved');
  for (const { node, start, end } of ranges) {
    if (start <= 0) {
      linking.report(notPositive(node, 'reserved numbers must be positive integers'));
    } else if (end < start) {
      linking.report(rangeOrder(node, 'reserved'));
    }
  }
  reportOverlaps(linking, ranges, 'reserved range');
}

/** A reserved range of an enum has its numbers in order and overlaps no other. */
export function checkEnumReservedRanges(linking: Linking, symbol: DefinedSymbol): void {
  const ranges = rangesOf(symbol, 'reserved');
  for (const { node, start, end } of ranges) {
    if (end < start) {
      linking.report(rangeOrder(node, 'reserved'));
    }
  }
  reportOverlaps(linking, ranges, 'reserved range');
}

/** An extension range is in order, within the field numbers, and meets nothing else. */
export function checkExtensionRanges(linking: Linking, message: DefinedSymbol): void {
  const ranges = rangesOf(message, 'extensions');
  if (ranges.length === 0) {
    return;
  }
  const reserved = rangesOf(message, 'reserved');
  const isMessageSet = optionNamed(message, 'message_set_wire_format') !== undefined;
  for (const range of ranges) {
    checkExtensionBounds(linking, range, isMessageSet);
    for (const other of reserved) {
      if (overlap(range, other)) {
        const own = `extension range ${show(range)}`;
        const names = { own, other: `reserved range ${show(other)}` };
        linking.report(rangeOverlap(range.node, names, range.node));
      }
    }
    for (const field of fieldsOf(message)) {
      const number = field.field?.number ?? 0;
      if (number >= range.start && number <= range.end) {
        linking.report(rangeIncludesField(range.node, show(range), field.name, number));
      }
    }
  }
  reportOverlaps(linking, ranges, 'extension range');
}

function checkExtensionBounds(linking: Linking, range: NumberRange, isMessageSet: boolean): void {
  const { node, start, end } = range;
  if (start <= 0) {
    linking.report(notPositive(node, 'extension numbers must be positive integers'));
  } else if (end < start && !(isMessageSet && node.to?.kind === 'max')) {
    linking.report(rangeOrder(node, 'extension'));
  } else if (end > maxNumber && !isMessageSet) {
    const found = rangeBounds(node, `extension numbers cannot be greater than ${maxNumber}`);
    linking.report(hinted(found, { phase: 'validate' }));
  }
}

/** protoc's grammar has no minus there. */
function notPositive(node: RangeNode, why: string): Diagnostic {
  const found = rangeBounds(node, why);
  return node.from?.kind === 'negative' ? hinted(found, { phase: 'parse' }) : found;
}

function reportOverlaps(linking: Linking, ranges: readonly NumberRange[], kind: string): void {
  const suspects = overlapping(ranges);
  for (const [index, range] of suspects.entries()) {
    const other = suspects.slice(0, index).find((earlier) => overlap(range, earlier));
    if (other !== undefined) {
      const own = `${kind} ${show(range)}`;
      const names = { own, other: `already-defined range ${show(other)}` };
      linking.report(rangeOverlap(range.node, names, other.node));
    }
  }
}

/** Those that meet another one, in the order given: thousands of ranges may stand in one message. */
function overlapping(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  const found = new Set<NumberRange>();
  let reach = -Infinity;
  for (const [index, range] of sorted.entries()) {
    const next = sorted[index + 1];
    if (range.start <= reach || (next !== undefined && next.start <= range.end)) {
      found.add(range);
    }
    reach = Math.max(reach, range.end);
  }
  return ranges.filter((range) => found.has(range));
}

function overlap(a: NumberRange, b: NumberRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function show({ start, end }: NumberRange): string {
  return `${start} to ${end}`;
}

function fieldsOf(message: ProtoSymbol): readonly ProtoSymbol[] {
  return message.children.filter((child) => child.kind === 'field');
}

/** The ranges of a message or an enum; a number that does not fit gives none. */
export function rangesOf(symbol: ProtoSymbol, kind: 'reserved' | 'extensions'): NumberRange[] {
  const { node } = symbol;
  if (node.kind !== 'message' && node.kind !== 'group' && node.kind !== 'enum') {
    return [];
  }
  const max = node.kind === 'enum' ? maxInt32 : maxNumber;
  return [...node.members]
    .flatMap((member) =>
      member.kind === kind && (member.kind === 'reserved' || member.kind === 'extensions')
        ? member.ranges
        : [],
    )
    .flatMap((range) => {
      const start = int32Of(range.from);
      const end =
        range.to === undefined ? start : range.to.kind === 'max' ? max : int32Of(range.to);
      return start === undefined || end === undefined ? [] : [{ node: range, start, end }];
    });
}

function reservedOf({ node }: ProtoSymbol): ReservedNode[] {
  return node.kind === 'message' || node.kind === 'group' || node.kind === 'enum'
    ? [...node.members].filter((member) => member.kind === 'reserved')
    : [];
}

function reservedNamesOf(symbol: ProtoSymbol): string[] {
  return reservedOf(symbol)
    .flatMap((node) => node.names)
    .map((name) => (name.kind === 'string' ? name.value : name.text));
}
