import type { LinkedPart, ProtoSymbol } from '../compiler/index.ts';
import { compareEnums } from './enumRules.ts';
import { deletedFile, findDeleted } from './deletionRules.ts';
import { type Element, elementsAmong, extensionKey, fieldsByNumber } from './elements.ts';
import { compareFields } from './fieldRules.ts';
import { compareFiles } from './fileRules.ts';
import { type BreakingFinding, type BreakingInput, Findings, type Pair } from './finding.ts';
import { compareMessages } from './messageRules.ts';
import { compareServices } from './serviceRules.ts';

/** What changed of a file that breaks others, in order of its text. */
export function compareFile(input: BreakingInput): readonly BreakingFinding[] {
  const findings = new Findings(input);
  if (findings.isOff) {
    return [];
  }
  const { now, before } = input;
  if (now !== undefined && before !== undefined) {
    compareFiles({ now, before }, findings);
  } else if (before !== undefined) {
    deletedFile(before, findings);
  }
  const parts = now?.parts ?? [];
  const unbroken = new Set(parts.filter((part) => isKnownUnbroken(part, input)));
  const kept = new Set([...unbroken].flatMap(({ own }) => own));
  const incomplete = findDeleted(input, kept, findings);
  for (const part of parts.filter((each) => !unbroken.has(each))) {
    const count = findings.list.length;
    comparePart(part, input, findings);
    if (findings.list.length === count && !part.own.some((name) => incomplete.has(name))) {
      noteUnbroken(part, input);
    }
  }
  return findings.list.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** By the meaning of a part the earlier state in which it broke nothing. */
const unbrokenSince = new WeakMap<object, object>();

/**
 * A part that says what it said in the text before, and broke nothing then, breaks nothing now: rules
 * about its definitions ask for nothing else of the present.
 */
function isKnownUnbroken({ meaning }: LinkedPart, { basis }: BreakingInput): boolean {
  return basis !== undefined && unbrokenSince.get(meaning) === basis;
}

function noteUnbroken({ meaning }: LinkedPart, { basis }: BreakingInput): void {
  if (basis !== undefined) {
    unbrokenSince.set(meaning, basis);
  }
}

/** Every definition of a part with what had its name, in whatever file that was. */
function comparePart(part: LinkedPart, { now, past }: BreakingInput, findings: Findings): void {
  if (now === undefined) {
    return;
  }
  const isFirst = (symbol: ProtoSymbol): boolean => now.find(symbol.fullName) === symbol;
  const symbols = part.symbols.filter((each) => each.parent === undefined && isFirst(each));
  const elements = elementsAmong(symbols, now);
  const pairs = (kind: 'message' | 'enum' | 'service'): Pair[] =>
    Array.from(elements[kind], ([name, element]) => paired(element, past.find(kind, name))).flat();
  for (const pair of pairs('message')) {
    compareMessages(pair, findings);
    compareFieldsOf(pair, findings);
  }
  pairs('enum').forEach((pair) => {
    compareEnums(pair, findings);
  });
  pairs('service').forEach((pair) => {
    compareServices(pair, findings);
  });
  for (const element of elements.extension.values()) {
    const key = extensionKey(element.symbol);
    for (const pair of paired(element, key === undefined ? undefined : past.extension(key))) {
      compareFields(pair, findings);
    }
  }
}

function paired(now: Element, before: Element | undefined): Pair[] {
  return before === undefined ? [] : [{ now, before }];
}

function compareFieldsOf({ now, before }: Pair, findings: Findings): void {
  const fields = fieldsByNumber(now.symbol);
  for (const [number, earlier] of fieldsByNumber(before.symbol)) {
    const field = fields.get(number);
    if (field !== undefined) {
      compareFields(
        { now: { ...now, symbol: field }, before: { ...before, symbol: earlier } },
        findings,
      );
    }
  }
}
