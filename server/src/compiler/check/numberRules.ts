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
import { FirstRanges } from './firstRanges.ts';
import {
  firstRangesOf,
  maxInt32,
  maxNumber,
  membersOf,
  type NumberRange,
  type RangeKind,
  rangesOf,
} from './numberRanges.ts';
import { optionNamed, placeOf } from './places.ts';

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

/** Whether a message or an enum has ranges, or reserves names. */
export function hasRanges({ node }: DefinedSymbol): boolean {
  return (
    (node.kind === 'message' || node.kind === 'group' || node.kind === 'enum') &&
    membersOf(node).some(({ kind }) => kind === 'reserved' || kind === 'extensions')
  );
}

/** What more findings of one kind in one message would tell nobody. */
const mostFindings = 100;

/** The fields of a message have different numbers. */
export function checkFieldNumbersDiffer(linking: Linking, message: DefinedSymbol): void {
  if (isAscending(message)) {
    return;
  }
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

/** Whether each field has a greater number than the one before: most messages are written so. */
function isAscending(message: DefinedSymbol): boolean {
  let last = -Infinity;
  for (const { kind, field } of message.children) {
    if (kind === 'field' && field?.number !== undefined) {
      if (field.number <= last) {
        return false;
      }
      last = field.number;
    }
  }
  return true;
}

/** The smallest number that a new field may have; found once, however many fields need one. */
function nextNumber(message: ProtoSymbol): number {
  const next = nextNumbers.get(message) ?? findNextNumber(message);
  nextNumbers.set(message, next);
  return next;
}

const nextNumbers = new WeakMap<ProtoSymbol, number>();

function findNextNumber(message: ProtoSymbol): number {
  const taken = (['reserved', 'extensions'] as const).map((kind) => firstRangesOf(message, kind));
  const used = new Set(fieldsOf(message).map((field) => field.field?.number));
  let next = 1;
  for (;;) {
    const range = taken.map((ranges) => ranges.at(next)).find((one) => one !== undefined);
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
  const ranges = firstRangesOf(message, 'reserved');
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
  ranges: FirstRanges<NumberRange>,
  number: number | undefined,
): { readonly number: number; readonly range: RangeNode } | undefined {
  const found = number === undefined ? undefined : ranges.at(number);
  return number === undefined || found === undefined ? undefined : { number, range: found.node };
}

/** No value of an enum uses what the enum reserves. */
export function checkEnumReservedUse(linking: Linking, symbol: DefinedSymbol): void {
  const ranges = firstRangesOf(symbol, 'reserved');
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
  reportOverlaps(linking, message, 'reserved');
}

/** A reserved range of an enum has its numbers in order and overlaps no other. */
export function checkEnumReservedRanges(linking: Linking, symbol: DefinedSymbol): void {
  const ranges = rangesOf(symbol, 'reserved');
  for (const { node, start, end } of ranges) {
    if (end < start) {
      linking.report(rangeOrder(node, 'reserved'));
    }
  }
  reportOverlaps(linking, symbol, 'reserved');
}

/** An extension range is in order, within the field numbers, and meets nothing else. */
export function checkExtensionRanges(linking: Linking, message: DefinedSymbol): void {
  const ranges = rangesOf(message, 'extensions');
  if (ranges.length === 0) {
    return;
  }
  const isMessageSet = optionNamed(message, 'message_set_wire_format') !== undefined;
  for (const range of ranges) {
    checkExtensionBounds(linking, range, isMessageSet);
  }
  reportAtMost(linking, metReservations(message, ranges));
  reportAtMost(linking, fieldsWithin(message));
  reportOverlaps(linking, message, 'extensions');
}

function* metReservations(
  message: ProtoSymbol,
  ranges: readonly NumberRange[],
): Generator<Diagnostic> {
  const reserved = firstRangesOf(message, 'reserved');
  for (const range of ranges) {
    const other = reserved.meeting(range);
    if (other !== undefined) {
      const own = `extension range ${show(range)}`;
      yield rangeOverlap(range.node, { own, other: `reserved range ${show(other)}` }, range.node);
    }
  }
}

function* fieldsWithin(message: ProtoSymbol): Generator<Diagnostic> {
  const extensions = firstRangesOf(message, 'extensions');
  for (const field of fieldsOf(message)) {
    const number = field.field?.number ?? 0;
    const range = extensions.at(number);
    if (range !== undefined) {
      yield rangeIncludesField(range.node, show(range), field.name, number);
    }
  }
}

function reportAtMost(linking: Linking, findings: Iterable<Diagnostic>): void {
  let count = 0;
  for (const found of findings) {
    if (count++ === mostFindings) {
      return;
    }
    linking.report(found);
  }
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

function reportOverlaps(linking: Linking, symbol: ProtoSymbol, kind: RangeKind): void {
  reportAtMost(linking, overlaps(symbol, kind));
}

function* overlaps(symbol: ProtoSymbol, kind: RangeKind): Generator<Diagnostic> {
  const what = kind === 'reserved' ? 'reserved range' : 'extension range';
  for (const [range, other] of new FirstRanges(rangesOf(symbol, kind)).overlaps()) {
    const own = `${what} ${show(range)}`;
    const names = { own, other: `already-defined range ${show(other)}` };
    yield rangeOverlap(range.node, names, other.node);
  }
}

function show({ start, end }: NumberRange): string {
  return `${start} to ${end}`;
}

function fieldsOf(message: ProtoSymbol): readonly ProtoSymbol[] {
  return message.children.filter((child) => child.kind === 'field');
}

function reservedOf({ node }: ProtoSymbol): ReservedNode[] {
  return node.kind === 'message' || node.kind === 'group' || node.kind === 'enum'
    ? membersOf(node).filter((member) => member.kind === 'reserved')
    : [];
}

function reservedNamesOf(symbol: ProtoSymbol): string[] {
  return reservedOf(symbol)
    .flatMap((node) => node.names)
    .map((name) => (name.kind === 'string' ? name.value : name.text));
}
