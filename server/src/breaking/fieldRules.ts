/** Rules about a field or an extension that has kept its number. */
import type { Span } from '../compiler/index.ts';
import { isMapEntry } from './elements.ts';
import {
  called,
  type Cardinality,
  cardinalityOf,
  cppStringType,
  defaultOf,
  isMapPart,
  javaVerifies,
  jsonNameOf,
  kindOf,
  optionNumber,
  sameDefault,
} from './fieldFacts.ts';
import { fileOption } from './fileRules.ts';
import { type Change, earlierAt, type Findings, type Pair } from './finding.ts';
import { compareTypes } from './fieldTypes.ts';
import { nameSpan, optionAt, optionNodes } from './places.ts';
import type { BreakingRuleId } from './ruleTable.ts';

/** Reports what changed about a field. */
export function compareFields(pair: Pair, findings: Findings): void {
  sameName(pair, findings);
  sameJsonName(pair, findings);
  sameCardinality(pair, findings);
  compareTypes(pair, findings);
  sameOneof(pair, findings);
  sameStandard(pair, findings);
  sameJsType(pair, findings);
  sameCppStringType(pair, findings);
  sameUtf8Validation(pair, findings);
  sameJavaValidation(pair, findings);
}

interface FieldBroken {
  readonly rule: BreakingRuleId;
  readonly message: string;
  /** Steps of the name of the option that shows it. */
  readonly option?: readonly string[];
  /** Where `buf breaking` puts it, when that is not the option and not the field. */
  readonly place?: Span | undefined;
  readonly change?: Change | undefined;
}

function report(
  { now, before }: Pair,
  { rule, message, option, place, change = restoring({ now, before }) }: FieldBroken,
  findings: Findings,
): void {
  const { node } = now.symbol;
  const written =
    option && !isMapPart(now.symbol) ? optionAt(optionNodes(node), option) : undefined;
  findings.add({
    rule,
    message: `${called(now.symbol)} ${message}`,
    span: written ?? nameSpan(now.symbol),
    place: place ?? written ?? node,
    earlier: earlierAt(before.file, before.symbol.node),
    change,
  });
}

/** Putting the whole field back as it was. */
function restoring({ now, before }: Pair): Change | undefined {
  const areFields = [now, before].every(
    ({ symbol }) => symbol.node.kind === 'field' && !isMapPart(symbol),
  );
  return areFields
    ? { kind: 'changed', now: now.symbol.node, before: before.symbol.node, what: 'field' }
    : undefined;
}

function sameName(pair: Pair, findings: Findings): void {
  const [name, earlier] = [pair.now.symbol, pair.before.symbol].map((each) =>
    each.kind === 'extension' ? each.fullName : each.name,
  );
  if (name !== earlier) {
    const [now, before] = [nameSpan(pair.now.symbol), nameSpan(pair.before.symbol)];
    const message = `was called "${earlier ?? ''}"`;
    const change = { kind: 'changed', now, before, what: 'name' } as const;
    report(pair, { rule: 'FIELD_SAME_NAME', message, place: now, change }, findings);
  }
}

function sameJsonName(pair: Pair, findings: Findings): void {
  const { now, before } = pair;
  const [name, earlier] = [jsonNameOf(now.symbol), jsonNameOf(before.symbol)];
  if (before.symbol.kind === 'field' && name !== earlier) {
    const message = `is called "${name}" in JSON, and was called "${earlier}"`;
    report(pair, { rule: 'FIELD_SAME_JSON_NAME', message, option: ['json_name'] }, findings);
  }
}

const wireGroups: Readonly<Record<Cardinality, string>> = {
  'optional with presence': 'optional',
  'optional without presence': 'optional',
  required: 'required',
  repeated: 'repeated',
  map: 'repeated',
};

function sameCardinality(pair: Pair, findings: Findings): void {
  const { now, before } = pair;
  const areMapParts = [now, before].every(
    ({ symbol }) => symbol.parent && isMapEntry(symbol.parent),
  );
  const [cardinality, earlier] = [cardinalityOf(now.symbol), cardinalityOf(before.symbol)];
  if (areMapParts || cardinality === earlier) {
    return;
  }
  const message = `changed from ${earlier} to ${cardinality}`;
  const change = restoring(pair);
  report(pair, { rule: 'FIELD_SAME_CARDINALITY', message, change }, findings);
  const [group, was] = [wireGroups[cardinality], wireGroups[earlier]];
  if (group !== was || cardinality === 'map' || earlier === 'map') {
    report(pair, { rule: 'FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY', message, change }, findings);
  }
  if (group !== was) {
    report(pair, { rule: 'FIELD_WIRE_COMPATIBLE_CARDINALITY', message, change }, findings);
  }
}

function sameOneof(pair: Pair, findings: Findings): void {
  const { now, before } = pair;
  const [oneof, earlier] = [now, before].map(({ symbol }) => symbol.field?.oneof?.name);
  if (before.symbol.kind === 'extension' || oneof === earlier) {
    return;
  }
  const message =
    oneof === undefined
      ? `is not in the oneof "${earlier ?? ''}" any more`
      : earlier === undefined
        ? `was moved into the oneof "${oneof}"`
        : `was moved from the oneof "${earlier}" to "${oneof}"`;
  const rule = 'FIELD_SAME_ONEOF';
  findings.add({
    rule,
    message: `${called(now.symbol)} ${message}`,
    span: nameSpan(now.symbol),
    place: now.symbol.node,
    earlier: earlierAt(before.file, before.symbol.node),
  });
}

function sameStandard(pair: Pair, findings: Findings): void {
  const [now, before] = [pair.now.symbol, pair.before.symbol].map((symbol) => {
    const value = defaultOf(symbol);
    return value === undefined ? undefined : { value, kind: kindOf(symbol) };
  });
  if (now === undefined || before === undefined || sameDefault(now, before)) {
    return;
  }
  const message = `reads as ${shown(now.value)} when it is absent, and read as ${shown(before.value)}`;
  report(pair, { rule: 'FIELD_SAME_DEFAULT', message, option: ['default'] }, findings);
}

function shown(value: string | number | bigint): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

const wholeNumbers: ReadonlySet<string | undefined> = new Set([
  'int64',
  'uint64',
  'sint64',
  'fixed64',
  'sfixed64',
]);
const jsTypes = ['JS_NORMAL', 'JS_STRING', 'JS_NUMBER'];

function sameJsType(pair: Pair, findings: Findings): void {
  const { now, before } = pair;
  if (![now, before].every(({ symbol }) => wholeNumbers.has(kindOf(symbol)))) {
    return;
  }
  const [type = 0, earlier = 0] = [now, before].map(({ symbol, file }) =>
    optionNumber(file, symbol, 'jstype'),
  );
  if (type !== earlier) {
    const message = `changed its jstype from ${jsTypes[earlier] ?? earlier} to ${jsTypes[type] ?? type}`;
    report(pair, { rule: 'FIELD_SAME_JSTYPE', message, option: ['jstype'] }, findings);
  }
}

function areKinds({ now, before }: Pair, kinds: readonly string[]): boolean {
  return [now, before].every(({ symbol }) => kinds.includes(kindOf(symbol) ?? ''));
}

function sameCppStringType(pair: Pair, findings: Findings): void {
  const { now, before } = pair;
  if (
    !areKinds(pair, ['string', 'bytes']) ||
    [now, before].every(({ symbol }) => isMapPart(symbol))
  ) {
    return;
  }
  const [type, earlier] = [cppStringType(now), cppStringType(before)];
  const isWidened = earlier === 'STRING_PIECE' && type === 'STRING';
  if (type !== earlier && !isWidened) {
    const message = `changed its C++ type from ${earlier} to ${type}`;
    const isOld = optionAt(optionNodes(now.symbol.node), ['ctype']) !== undefined;
    const option = isOld ? ['ctype'] : ['features', '(pb.cpp)', 'string_type'];
    report(pair, { rule: 'FIELD_SAME_CPP_STRING_TYPE', message, option }, findings);
  }
}

function sameUtf8Validation(pair: Pair, findings: Findings): void {
  const [now, before] = [pair.now.symbol.features, pair.before.symbol.features];
  if (areKinds(pair, ['string']) && now.utf8Validation !== before.utf8Validation) {
    const message =
      now.utf8Validation === 'verify'
        ? 'refuses strings that are not UTF-8, and did not'
        : 'takes strings that are not UTF-8, and did not';
    const option = ['features', 'utf8_validation'];
    report(pair, { rule: 'FIELD_SAME_UTF8_VALIDATION', message, option }, findings);
  }
}

function sameJavaValidation(pair: Pair, findings: Findings): void {
  const verifies = areKinds(pair, ['string']) && javaVerifies(pair.now);
  if (!areKinds(pair, ['string']) || verifies === javaVerifies(pair.before)) {
    return;
  }
  const message = verifies
    ? 'refuses strings that are not UTF-8 in Java, and did not'
    : 'takes strings that are not UTF-8 in Java, and did not';
  report(
    pair,
    {
      rule: 'FIELD_SAME_JAVA_UTF8_VALIDATION',
      message,
      option: ['features', '(pb.java)', 'utf8_validation'],
      place: fileOption(pair.now.file, 'java_string_check_utf8'),
    },
    findings,
  );
}
