/** Rules about an enum and its values. */
import { enumNumber, type ProtoSymbol } from '../compiler/index.ts';
import { compareReserved, numberNode, reportLoss } from './blockRules.ts';
import { earlierAt, type Findings, type Pair } from './finding.ts';
import { sameJsonFormat } from './messageRules.ts';
import { nameSpan, optionAt } from './places.ts';
import { reservedIn } from './ranges.ts';

/** Reports what changed about an enum. */
export function compareEnums(pair: Pair, findings: Findings): void {
  sameType(pair, findings);
  sameJsonFormat(pair, 'ENUM_SAME_JSON_FORMAT', findings);
  compareValues(pair, findings);
  compareReserved(pair, 'RESERVED_ENUM_NO_DELETE', findings);
}

function sameType({ now, before }: Pair, findings: Findings): void {
  const { enumType } = now.symbol.features;
  if (enumType === before.symbol.features.enumType) {
    return;
  }
  const { node } = now.symbol;
  const option =
    node.kind === 'enum' ? optionAt(node.members, ['features', 'enum_type']) : undefined;
  findings.add({
    rule: 'ENUM_SAME_TYPE',
    message: `enum "${now.symbol.name}" changed from ${before.symbol.features.enumType} to ${enumType}`,
    span: option ?? nameSpan(now.symbol),
    place: option ?? node,
    earlier: earlierAt(before.file, before.symbol.nameSpan),
  });
}

type Values = ReadonlyMap<number, readonly ProtoSymbol[]>;

/** The values of an enum by number; several are aliases. */
export function valuesByNumber({ children }: ProtoSymbol): Values {
  const values = new Map<number, ProtoSymbol[]>();
  for (const value of children) {
    const number = enumNumber(value);
    if (number !== undefined) {
      values.set(number, [...(values.get(number) ?? []), value]);
    }
  }
  return values;
}

function compareValues(pair: Pair, findings: Findings): void {
  const values = valuesByNumber(pair.now.symbol);
  const rules = { ...lossRules, reserved: reservedIn(pair.now.symbol) };
  for (const [number, earlier] of valuesByNumber(pair.before.symbol)) {
    const present = values.get(number);
    if (present === undefined) {
      reportLoss(pair, { symbols: earlier, number }, rules, findings);
    } else {
      sameNames(pair, { now: present, before: earlier, number }, findings);
    }
  }
}

const lossRules = {
  any: 'ENUM_VALUE_NO_DELETE',
  name: 'ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED',
  number: 'ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED',
} as const;

interface SameNumber {
  readonly now: readonly ProtoSymbol[];
  readonly before: readonly ProtoSymbol[];
  readonly number: number;
}

/** Each name that a number had is still there; others may be added as aliases. */
function sameNames(pair: Pair, { now, before, number }: SameNumber, findings: Findings): void {
  const names = new Set(now.map(({ name }) => name));
  const lost = before.find(({ name }) => !names.has(name));
  if (lost === undefined) {
    return;
  }
  const fresh = now.find(({ name }) => !before.some((each) => each.name === name)) ?? now[0];
  for (const value of now) {
    const same = before.find(({ name }) => name === value.name);
    findings.add({
      rule: 'ENUM_VALUE_SAME_NAME',
      message: `the value ${number} of enum "${pair.now.symbol.name}" is not called "${lost.name}" any more`,
      span: nameSpan(value),
      place: numberNode(value) ?? value.node,
      earlier: same && earlierAt(pair.before.file, same.node),
      change:
        value === fresh && same === undefined
          ? { kind: 'changed', now: nameSpan(value), before: nameSpan(lost), what: 'name' }
          : undefined,
    });
  }
}
