/** Rules about a message as a whole, and which fields it has. */
import type { ProtoSymbol } from '../compiler/index.ts';
import { compareRanges, compareReserved, deletionFrom, reportLoss } from './blockRules.ts';
import { fieldsByNumber, isMapEntry } from './elements.ts';
import { earlierAt, type Findings, type Pair } from './finding.ts';
import { nameSpan, optionAt } from './places.ts';
import { reservedIn } from './ranges.ts';

/** Reports what changed about a message, its fields compared elsewhere. */
export function compareMessages(pair: Pair, findings: Findings): void {
  sameJsonFormat(pair, 'MESSAGE_SAME_JSON_FORMAT', findings);
  noDeletedFields(pair, findings);
  sameRequiredFields(pair, findings);
  if (isMapEntry(pair.now.symbol)) {
    return;
  }
  noDeletedOneofs(pair, findings);
  noRemovedAccessor(pair, findings);
  compareReserved(pair, 'RESERVED_MESSAGE_NO_DELETE', findings);
  compareRanges(pair, { rule: 'EXTENSION_MESSAGE_NO_DELETE', kind: 'extensions' }, findings);
}

/** Reports a message or an enum that lost its form in JSON. */
export function sameJsonFormat(
  { now, before }: Pair,
  rule: 'MESSAGE_SAME_JSON_FORMAT' | 'ENUM_SAME_JSON_FORMAT',
  findings: Findings,
): void {
  if (jsonFormat(before.symbol) !== 'allow' || jsonFormat(now.symbol) === 'allow') {
    return;
  }
  const { node } = now.symbol;
  const option =
    'members' in node ? optionAt(node.members, ['features', 'json_format']) : undefined;
  findings.add({
    rule,
    message: `${now.symbol.kind} "${now.symbol.name}" is no longer sure to have a form in JSON`,
    span: option ?? nameSpan(now.symbol),
    place: option ?? now.symbol.node,
    earlier: earlierAt(before.file, before.symbol.nameSpan),
  });
}

/** The message of a map is as the message around it. */
function jsonFormat(symbol: ProtoSymbol): string {
  const owner = isMapEntry(symbol) ? symbol.parent : symbol;
  return (owner ?? symbol).features.jsonFormat;
}

function noDeletedFields(pair: Pair, findings: Findings): void {
  const fields = fieldsByNumber(pair.now.symbol);
  const rules = { ...lossRules, reserved: reservedIn(pair.now.symbol) };
  for (const [number, field] of fieldsByNumber(pair.before.symbol)) {
    if (!fields.has(number)) {
      reportLoss(pair, { symbols: [field], number }, rules, findings);
    }
  }
}

const lossRules = {
  any: 'FIELD_NO_DELETE',
  name: 'FIELD_NO_DELETE_UNLESS_NAME_RESERVED',
  number: 'FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED',
} as const;

function sameRequiredFields({ now, before }: Pair, findings: Findings): void {
  const rule = 'MESSAGE_SAME_REQUIRED_FIELDS';
  const required = requiredFields(now.symbol);
  const earlier = requiredFields(before.symbol);
  const { name } = now.symbol;
  for (const [number, field] of earlier) {
    if (!required.has(number)) {
      findings.add({
        rule,
        message: `message "${name}" has no required field ${number} any more, which earlier readers need`,
        span: nameSpan(now.symbol),
        place: now.symbol.node,
        earlier: earlierAt(before.file, field.node),
      });
    }
  }
  for (const [number, field] of required) {
    if (!earlier.has(number)) {
      const message = `field "${field.name}" is required, which earlier writers do not know`;
      const place = field.node;
      findings.add({ rule, message, span: nameSpan(field), place, earlier: undefined });
    }
  }
}

function requiredFields(message: ProtoSymbol): ReadonlyMap<number, ProtoSymbol> {
  return new Map(
    [...fieldsByNumber(message)].filter(([, { field }]) => field?.label === 'required'),
  );
}

function noDeletedOneofs(pair: Pair, findings: Findings): void {
  const { now, before } = pair;
  const names = new Set(oneofsOf(now.symbol).map(({ name }) => name));
  for (const oneof of oneofsOf(before.symbol)) {
    if (!names.has(oneof.name)) {
      const change = deletionFrom(pair, oneof);
      findings.add({
        rule: 'ONEOF_NO_DELETE',
        message: `oneof "${oneof.name}" of message "${now.symbol.name}" was deleted`,
        span: change.gap,
        place: now.symbol.node,
        earlier: earlierAt(before.file, oneof.node),
        change,
      });
    }
  }
}

function oneofsOf({ children }: ProtoSymbol): readonly ProtoSymbol[] {
  return children.filter(({ kind }) => kind === 'oneof');
}

function noRemovedAccessor({ now, before }: Pair, findings: Findings): void {
  const name = 'no_standard_descriptor_accessor';
  const [isOff, wasOff] = [now, before].map(
    ({ symbol, file }) => file.optionsOf(symbol)?.value.valuesOf(name)[0] === true,
  );
  if (isOff === true && wasOff === false) {
    const { node } = now.symbol;
    const option = 'members' in node ? optionAt(node.members, [name]) : undefined;
    findings.add({
      rule: 'MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR',
      message: `message "${now.symbol.name}" has no standard accessor of its descriptor any more`,
      span: option ?? nameSpan(now.symbol),
      place: option ?? 'file',
      earlier: undefined,
    });
  }
}
