import { compareEnums } from './enumRules.ts';
import { deletedFile, findDeleted } from './deletionRules.ts';
import { type Element, elementsOf, extensionKey, fieldsByNumber } from './elements.ts';
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
  findDeleted(input, findings);
  compareElements(input, findings);
  return findings.list.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Every definition of the file with what had its name, in whatever file that was. */
function compareElements({ now, past }: BreakingInput, findings: Findings): void {
  if (now === undefined) {
    return;
  }
  const elements = elementsOf(now);
  const pairs = (kind: 'message' | 'enum' | 'service'): Pair[] =>
    [...elements[kind].values()].flatMap((element) =>
      paired(element, past.find(kind, element.symbol.fullName)),
    );
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
