/**
 * Rules of protovalidate that cannot all hold, or that say nothing beside others: what `buf lint` says of
 * them under PROTOVALIDATE. Bounds the wrong way round are a range outside of which a number must be.
 */
import {
  ruleConflict,
  ruleMisplaced,
  rulePattern,
  ruleRedundant,
} from '../diagnostics/celDiagnostics.ts';
import type { Diagnostic, RelatedPlace } from '../diagnostics/diagnostic.ts';
import { jsonShape } from '../jsonBody/jsonShape.ts';
import type { LinkedFile, ProtoSymbol } from '../link/model.ts';
import type { ValueNode } from '../syntax/ast.ts';
import { celText } from './celText.ts';
import { re2Problem } from './re2.ts';
import type { Rule, RuleSet } from './ruleSets.ts';

/** What is wrong with one set of rules. */
export function boundFindings(linked: LinkedFile, set: RuleSet): readonly Diagnostic[] {
  return checks.flatMap((check) => [...check(set, linked)]);
}

type Check = (set: RuleSet, linked: LinkedFile) => Iterable<Diagnostic>;

const checks: readonly Check[] = [
  constWithOthers,
  equalBounds,
  lengths,
  parts,
  bothSidesOfNow,
  patterns,
  strictWithoutRegex,
  flags,
  unique,
];

/** The kinds whose `const` leaves nothing to say for the others. */
function* constWithOthers({ kind, rules }: RuleSet): Iterable<Diagnostic> {
  const constant = rules.get('const');
  if (constant !== undefined && rules.size > 1 && kind !== 'BoolRules') {
    yield ruleRedundant(constant.span, 'with "const" the other rules beside it are not applied');
  }
}

function* equalBounds(set: RuleSet): Iterable<Diagnostic> {
  const [lower, upper] = [oneOf(set, ['gt', 'gte']), oneOf(set, ['lt', 'lte'])];
  if (lower === undefined || upper === undefined) {
    return;
  }
  const [from, to] = [amount(set, lower), amount(set, upper)];
  if (from === undefined || from !== to) {
    return;
  }
  const names = `"${lower.name}" and "${upper.name}" are equal`;
  yield lower.name === 'gte' && upper.name === 'lte'
    ? ruleRedundant(lower.span, `${names}: "const" says the same`, placeOf(set, upper))
    : ruleConflict(lower.span, `${names}: no value can be right`, placeOf(set, upper));
}

const lengthRules: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  StringRules: [
    ['min_len', 'max_len', 'len'],
    ['min_bytes', 'max_bytes', 'len_bytes'],
  ],
  BytesRules: [['min_len', 'max_len', 'len']],
  RepeatedRules: [['min_items', 'max_items', '']],
  MapRules: [['min_pairs', 'max_pairs', '']],
};

function* lengths(set: RuleSet): Iterable<Diagnostic> {
  for (const [least, most, exact] of lengthRules[set.kind] ?? []) {
    const [from, to, length] = [least, most, exact].map((name) => set.rules.get(name));
    for (const rule of length === undefined ? [] : [from, to]) {
      if (rule !== undefined) {
        yield ruleRedundant(rule.span, `with "${exact}" the rule "${rule.name}" says nothing more`);
      }
    }
    const order = compared(set, from, to);
    if (from !== undefined && to !== undefined && order === 'above') {
      const message = `"${least}" is more than "${most}": no value can be right`;
      yield ruleConflict(from.span, message, placeOf(set, to));
    } else if (from !== undefined && to !== undefined && order === 'same' && exact !== '') {
      const message = `"${least}" and "${most}" are equal: "${exact}" says the same`;
      yield ruleRedundant(from.span, message, placeOf(set, to));
    }
  }
  yield* charactersAndBytes(set);
}

/** A character is one to four bytes. */
function* charactersAndBytes(set: RuleSet): Iterable<Diagnostic> {
  const [minLen, maxBytes] = [set.rules.get('min_len'), set.rules.get('max_bytes')];
  if (
    minLen !== undefined &&
    maxBytes !== undefined &&
    compared(set, minLen, maxBytes) === 'above'
  ) {
    const message = '"min_len" characters are more bytes than "max_bytes"';
    yield ruleConflict(minLen.span, message, placeOf(set, maxBytes));
  }
  const [maxLen, minBytes] = [set.rules.get('max_len'), set.rules.get('min_bytes')];
  if (maxLen !== undefined && minBytes !== undefined) {
    const [most, least] = [amount(set, maxLen), amount(set, minBytes)];
    if (typeof most === 'bigint' && typeof least === 'bigint' && most * 4n < least) {
      const message = '"max_len" characters cannot be as many bytes as "min_bytes"';
      yield ruleConflict(minBytes.span, message, placeOf(set, maxLen));
    }
  }
}

/** What a value begins with, ends with or contains has to fit into it. */
function* parts(set: RuleSet): Iterable<Diagnostic> {
  if (set.kind !== 'StringRules' && set.kind !== 'BytesRules') {
    return;
  }
  const [maxLen, maxBytes] = [set.rules.get('max_len'), set.rules.get('max_bytes')];
  const forbidden = textOf(set.rules.get('not_contains'));
  for (const name of ['prefix', 'suffix', 'contains']) {
    const rule = set.rules.get(name);
    const node = rule?.node?.kind === 'string' ? rule.node : undefined;
    if (rule === undefined || node === undefined) {
      continue;
    }
    const bytes = node.bytes.length;
    const characters = set.kind === 'StringRules' ? [...node.value].length : bytes;
    if (isBelow(set, maxLen, characters)) {
      yield ruleConflict(rule.span, `"${name}" is longer than "max_len"`, placeOf(set, maxLen));
    }
    if (isBelow(set, maxBytes, bytes)) {
      yield ruleConflict(
        rule.span,
        `"${name}" has more bytes than "max_bytes"`,
        placeOf(set, maxBytes),
      );
    }
    if (forbidden !== undefined && set.kind === 'StringRules' && node.value.includes(forbidden)) {
      const place = placeOf(set, set.rules.get('not_contains'));
      yield ruleConflict(rule.span, `"${name}" contains what "not_contains" forbids`, place);
    }
  }
}

function* bothSidesOfNow(set: RuleSet): Iterable<Diagnostic> {
  const { kind, rules } = set;
  const [before, behind] = [rules.get('lt_now'), rules.get('gt_now')];
  if (kind === 'TimestampRules' && isTrue(before) && isTrue(behind) && before && behind) {
    yield ruleConflict(
      behind.span,
      'no time is both before and behind the present',
      placeOf(set, before),
    );
  }
}

function* patterns({ kind, rules }: RuleSet, { source }: LinkedFile): Iterable<Diagnostic> {
  const node = rules.get('pattern')?.node;
  if (node?.kind !== 'string' || (kind !== 'StringRules' && kind !== 'BytesRules')) {
    return;
  }
  const text = celText(source, node);
  const problem = re2Problem(text.value);
  if (problem !== undefined) {
    yield rulePattern(text.place(problem), problem.message);
  }
}

function* strictWithoutRegex({ kind, rules }: RuleSet): Iterable<Diagnostic> {
  const strict = rules.get('strict');
  const isFalse = strict?.node?.kind === 'identifier' && strict.node.text === 'false';
  if (kind === 'StringRules' && strict !== undefined && isFalse && !rules.has('well_known_regex')) {
    yield ruleMisplaced(strict.span, '"strict" is about "well_known_regex", which is not set');
  }
}

const partNames: ReadonlyMap<string, string> = new Map([
  ['items', 'items of a list'],
  ['keys', 'keys of a map'],
  ['values', 'values of a map'],
]);

function* flags(set: RuleSet): Iterable<Diagnostic> {
  const { kind, rules, element, path } = set;
  if (kind !== 'FieldRules') {
    return;
  }
  const [required, ignore] = [rules.get('required'), rules.get('ignore')];
  const ignored = ignore?.node?.kind === 'identifier' ? ignore.node.text : undefined;
  if (ignore !== undefined && ignored === 'IGNORE_ALWAYS' && rules.size > 1) {
    yield ruleRedundant(ignore.span, 'with "IGNORE_ALWAYS" the other rules are not applied');
  }
  if (ignore !== undefined && ignored === 'IGNORE_IF_ZERO_VALUE') {
    if (isTrue(required)) {
      const message = 'a field that is required cannot be empty: "ignore" says nothing';
      yield ruleRedundant(ignore.span, message, placeOf(set, required));
    }
    if (element.kind === 'extension') {
      yield ruleMisplaced(ignore.span, '"IGNORE_IF_ZERO_VALUE" cannot be said of an extension');
    } else if (path.length === 0 && hasPresence(element)) {
      yield ruleRedundant(
        ignore.span,
        'a field with presence is ignored anyway while it is not set',
      );
    }
  }
  const where = required && isTrue(required) ? misplacedAt(element, path) : undefined;
  if (required !== undefined && where !== undefined) {
    yield ruleMisplaced(required.span, `"required" cannot be said of ${where}`);
  }
}

function misplacedAt({ kind, field }: ProtoSymbol, path: readonly string[]): string | undefined {
  const part = partNames.get(path.at(-1) ?? '');
  if (part !== undefined) {
    return part;
  }
  if (kind === 'extension') {
    return 'an extension';
  }
  return field?.oneof === undefined ? undefined : `a member of oneof "${field.oneof.name}"`;
}

/** Whether absent is another state than that of the default. */
function hasPresence({ field }: ProtoSymbol): boolean {
  const kind = field?.type.kind;
  const isSingular = field?.label !== 'repeated' && kind !== 'map';
  return (
    isSingular &&
    (kind === 'message' ||
      kind === 'group' ||
      field?.oneof !== undefined ||
      field?.features.fieldPresence !== 'implicit')
  );
}

function* unique({ kind, rules, element }: RuleSet): Iterable<Diagnostic> {
  const rule = rules.get('unique');
  const type = element.field?.type;
  const isMessage = type?.kind === 'message' || type?.kind === 'group';
  if (kind === 'RepeatedRules' && rule !== undefined && isTrue(rule) && isMessage) {
    if (jsonShape(type.symbol).kind !== 'wrapper') {
      yield ruleMisplaced(
        rule.span,
        '"unique" is for scalars, enums and wrappers, not for messages',
      );
    }
  }
}

function oneOf({ rules }: RuleSet, names: readonly string[]): Rule | undefined {
  return names.map((name) => rules.get(name)).find((rule) => rule !== undefined);
}

/** Where the other rule is that a finding is about. */
function placeOf({ element }: RuleSet, rule: Rule | undefined): RelatedPlace | undefined {
  return rule && { path: element.file.path, ...rule.span, message: `"${rule.name}" is set here` };
}

function isTrue(rule: Rule | undefined): boolean {
  return rule?.node?.kind === 'identifier' && ['true', 't', 'True'].includes(rule.node.text);
}

function textOf(rule: Rule | undefined): string | undefined {
  return rule?.node?.kind === 'string' ? rule.node.value : undefined;
}

/** The number that a rule is about; of a duration or a timestamp its nanoseconds. */
function amount(set: RuleSet, { name, node }: Rule): bigint | number | undefined {
  const inner = set.within(name);
  if (inner === undefined) {
    return node && numberOf(node);
  }
  const [seconds, nanos] = ['seconds', 'nanos'].map((part) => {
    const value = inner.rules.get(part)?.node;
    return value === undefined ? 0n : numberOf(value);
  });
  return typeof seconds === 'bigint' && typeof nanos === 'bigint'
    ? seconds * 1_000_000_000n + nanos
    : undefined;
}

function numberOf(node: ValueNode): bigint | number | undefined {
  switch (node.kind) {
    case 'integer':
      return node.value;
    case 'float':
      return Number.isInteger(node.value) ? BigInt(node.value) : node.value;
    case 'negative': {
      const value = node.operand && numberOf(node.operand);
      return value === undefined ? undefined : -value;
    }
    default:
      return undefined;
  }
}

function compared(
  set: RuleSet,
  from: Rule | undefined,
  to: Rule | undefined,
): 'below' | 'same' | 'above' | undefined {
  const [first, second] = [from && amount(set, from), to && amount(set, to)];
  if (first === undefined || second === undefined) {
    return undefined;
  }
  return first > second ? 'above' : first === second ? 'same' : 'below';
}

function isBelow(set: RuleSet, rule: Rule | undefined, count: number): boolean {
  const most = rule && amount(set, rule);
  return most !== undefined && most < count;
}
