/** What messages and enums have in common: fields or values by number, and what they reserve. */
import type { ProtoSymbol, Span } from '../compiler/index.ts';
import { isMapEntry } from './elements.ts';
import { type Change, earlierAt, type Findings, type Pair } from './finding.ts';
import { bodyOf, gapOf } from './places.ts';
import {
  missingFrom,
  numberRanges,
  type Range,
  rangeText,
  type Reserved,
  reservedNames,
} from './ranges.ts';
import type { BreakingRuleId } from './ruleTable.ts';
import { namedIn, siblingsIn } from './siblings.ts';

/** Something that left a gap in the block that it stood in. */
export function deletionFrom({ now, before }: Pair, symbol: ProtoSymbol): Deletion {
  const owner = now.symbol;
  const oneof = symbol.field?.oneof?.name;
  const gap = gapOf({
    symbol,
    siblings: siblingsIn(before.symbol, oneof),
    now: siblingsIn(owner, oneof),
    source: now.file.source,
    body: bodyOf(oneofIn(owner, oneof) ?? owner),
  });
  return { kind: 'deleted', before: symbol, owner, gap };
}

/** The oneof of that name in a message. */
export function oneofIn(owner: ProtoSymbol, name: string | undefined): ProtoSymbol | undefined {
  return name === undefined ? undefined : namedIn(owner, { kind: 'oneof', name });
}

type Deletion = Extract<Change, { kind: 'deleted' }>;

/** How a number of a field or of an enum value came to be used no more. */
interface Loss {
  readonly change: Change;
  readonly span: Span;
  /** What happened, as the beginning of a message. */
  readonly said: string;
}

/** The field or value of the number is gone, or has another number. */
function lossOf(pair: Pair, symbol: ProtoSymbol, number: number): Loss {
  const owner = pair.now.symbol;
  const kind = symbol.kind === 'enumValue' ? 'enum value' : 'field';
  const what = `${kind} "${symbol.name}" of ${owner.kind} "${owner.name}"`;
  const same = namedIn(owner, symbol);
  const [now, before] = [same && numberNode(same), numberNode(symbol)];
  if (same !== undefined && now !== undefined && before !== undefined && !isMapEntry(owner)) {
    const change = { kind: 'changed', now, before, what: 'number' } as const;
    const text = same.file.text.slice(now.start, now.end);
    return { change, span: now, said: `${what} changed its number from ${number} to ${text}` };
  }
  const change = deletionFrom(pair, symbol);
  return { change, span: change.gap, said: `${what} with number ${number} was deleted` };
}

/** The rules about what is gone: at all, by its name, by its number. */
export interface LossRules {
  readonly any: BreakingRuleId;
  readonly name: BreakingRuleId;
  readonly number: BreakingRuleId;
}

/** Reports that a number is not used any more; several `symbols` are aliases. */
export function reportLoss(
  pair: Pair,
  { symbols, number }: { readonly symbols: readonly ProtoSymbol[]; readonly number: number },
  rules: LossRules & { readonly reserved: Reserved },
  findings: Findings,
): void {
  const [first] = symbols;
  if (
    first === undefined ||
    ![rules.any, rules.name, rules.number].some((one) => findings.has(one))
  ) {
    return;
  }
  const { change, span, said } = lossOf(pair, first, number);
  const earlier = earlierAt(pair.before.file, first.node);
  const broken = { span, place: pair.now.symbol.node, earlier, change };
  findings.add({ ...broken, rule: rules.any, message: said });
  if (!symbols.every(({ name }) => rules.reserved.hasName(name))) {
    const message = `${said}, and its name is not reserved`;
    findings.add({ ...broken, rule: rules.name, message });
  }
  if (!rules.reserved.hasNumber(number)) {
    const message = `${said}, and its number is not reserved`;
    findings.add({ ...broken, rule: rules.number, message });
  }
}

/** Where the number of a field or an enum value is written. */
export function numberNode({ node }: ProtoSymbol): Span | undefined {
  return 'number' in node ? node.number : undefined;
}

/** Reports numbers and names that are reserved no more. */
export function compareReserved(pair: Pair, rule: BreakingRuleId, findings: Findings): void {
  if (!findings.has(rule)) {
    return;
  }
  const { now, before } = pair;
  compareRanges(pair, { rule, kind: 'reserved' }, findings);
  const names = reservedNames(now.symbol);
  for (const name of reservedNames(before.symbol)) {
    if (!names.has(name)) {
      const message = `the name "${name}" is not reserved any more`;
      reportRange(pair, { rule, message, ranges: [], names: [name], kind: 'reserved' }, findings);
    }
  }
}

/** Reports the ranges that have lost numbers, each range once. */
export function compareRanges(
  pair: Pair,
  { rule, kind }: { readonly rule: BreakingRuleId; readonly kind: 'reserved' | 'extensions' },
  findings: Findings,
): void {
  const { now, before } = pair;
  const ranges = numberRanges(before.symbol, kind);
  if (ranges.length === 0 || !findings.has(rule)) {
    return;
  }
  const present = numberRanges(now.symbol, kind).toSorted((a, b) => a[0] - b[0]);
  for (const range of ranges) {
    const missing = missingFrom(range, present);
    if (missing.length > 0) {
      const state = kind === 'reserved' ? 'reserved' : 'for extensions';
      const message = `${numbersText(missing)} not ${state} any more`;
      reportRange(pair, { rule, message, ranges: missing, names: [], kind }, findings);
    }
  }
}

function numbersText(ranges: readonly Range[]): string {
  const isOne = ranges.length === 1 && ranges[0]?.[0] === ranges[0]?.[1];
  const list = ranges.map(rangeText).join(', ');
  return isOne ? `the number ${list} is` : `the numbers ${list} are`;
}

interface LostRange {
  readonly rule: BreakingRuleId;
  readonly message: string;
  readonly ranges: readonly Range[];
  readonly names: readonly string[];
  readonly kind: 'reserved' | 'extensions';
}

function reportRange(
  { now, before }: Pair,
  { rule, message, ranges, names, kind }: LostRange,
  findings: Findings,
): void {
  const owner = now.symbol;
  const what = owner.kind === 'enum' ? 'enum' : 'message';
  findings.add({
    rule,
    message: `${message} in ${what} "${owner.name}"`,
    span: statementOf(owner, kind) ?? owner.nameSpan,
    place: owner.node,
    earlier: earlierAt(before.file, statementOf(before.symbol, kind) ?? before.symbol.nameSpan),
    change: kind === 'reserved' ? { kind: 'unreserved', owner, ranges, names } : undefined,
  });
}

/** The first statement of its kind. */
function statementOf({ node }: ProtoSymbol, kind: 'reserved' | 'extensions'): Span | undefined {
  return 'members' in node ? node.members.find((member) => member.kind === kind) : undefined;
}
