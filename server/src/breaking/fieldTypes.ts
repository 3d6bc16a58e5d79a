/** Rules about the type of a field: whether it is the same, and whether the wire and JSON bear the change. */
import { enumNumber, type ProtoSymbol } from '../compiler/index.ts';
import { called, isMapPart, type Kind, kindOf, typeSymbol, typeText } from './fieldFacts.ts';
import { earlierAt, type Findings, type Pair } from './finding.ts';
import { typeSpan } from './places.ts';
import type { BreakingRuleId } from './ruleTable.ts';

/** Kinds with the same number may stand for each other on the wire. */
const wire: Readonly<Record<Kind, number>> = {
  int32: 1,
  int64: 1,
  uint32: 1,
  uint64: 1,
  bool: 1,
  sint32: 2,
  sint64: 2,
  string: 3,
  bytes: 4,
  fixed32: 5,
  sfixed32: 5,
  fixed64: 6,
  sfixed64: 6,
  double: 7,
  float: 8,
  group: 9,
  message: 10,
  enum: 11,
};

/** The same for those that may stand for each other on the wire and in JSON. */
const wireAndJson: Readonly<Record<Kind, number>> = {
  int32: 1,
  uint32: 1,
  int64: 2,
  uint64: 2,
  fixed32: 3,
  sfixed32: 3,
  fixed64: 4,
  sfixed64: 4,
  bool: 5,
  sint32: 6,
  sint64: 7,
  string: 8,
  bytes: 9,
  double: 10,
  float: 11,
  group: 12,
  message: 13,
  enum: 14,
};

/** Reports a type that is not what it was. */
export function compareTypes(pair: Pair, findings: Findings): void {
  const [kind, earlier] = [kindOf(pair.now.symbol), kindOf(pair.before.symbol)];
  if (kind === undefined || earlier === undefined) {
    return;
  }
  const [type, was] = [typeSymbol(pair.now.symbol), typeSymbol(pair.before.symbol)];
  const isOther = type?.fullName !== was?.fullName;
  if (kind === earlier && !isOther) {
    return;
  }
  const report = reporter(pair, findings);
  report('FIELD_SAME_TYPE');
  const isForeign = isOther && !isGrown(type, was);
  if (wireAndJson[kind] !== wireAndJson[earlier] || isForeign) {
    report('FIELD_WIRE_JSON_COMPATIBLE_TYPE');
  }
  const isWidened = earlier === 'string' && kind === 'bytes';
  if (wire[kind] === wire[earlier] ? isForeign : !isWidened) {
    report('FIELD_WIRE_COMPATIBLE_TYPE');
  }
}

/** Whether a type is another enum of the same name that has all values of the earlier one. */
function isGrown(type: ProtoSymbol | undefined, earlier: ProtoSymbol | undefined): boolean {
  if (type?.kind !== 'enum' || earlier?.kind !== 'enum' || type.name !== earlier.name) {
    return false;
  }
  const values = new Map(type.children.map((value) => [value.name, enumNumber(value)]));
  return earlier.children.every((value) => values.get(value.name) === enumNumber(value));
}

function reporter({ now, before }: Pair, findings: Findings): (rule: BreakingRuleId) => void {
  const [span, earlier] = [typeSpan(now.symbol), typeSpan(before.symbol)];
  const isWritten = [now, before].every(
    ({ symbol }) => symbol.node.kind === 'field' && !isMapPart(symbol),
  );
  const change = isWritten
    ? ({ kind: 'changed', now: span, before: earlier, what: 'type' } as const)
    : undefined;
  const message = `${called(now.symbol)} changed its type from ${typeText(before.symbol)} to ${typeText(now.symbol)}`;
  return (rule) => {
    const place = span;
    findings.add({ rule, message, span, place, earlier: earlierAt(before.file, earlier), change });
  };
}
