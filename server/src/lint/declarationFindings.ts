import { type LinkedPart, movedBy, type ProtoSymbol } from '../compiler/index.ts';
import type { LintConfig } from './config.ts';
import { lintEnum, lintEnumValue } from './enumRules.ts';
import { Findings, type LintFinding, type LintInput, mayIgnore } from './finding.ts';
import { lintField, lintMessage, lintOneof } from './messageRules.ts';
import type { RuleId } from './ruleTable.ts';
import { lintMethod, lintService } from './serviceRules.ts';

/**
 * The broken rules of all declarations of a file. A message or an enum that says what it said in the
 * text before is not looked at again: no rule about one asks for anything outside of it, but for
 * comments.
 */
export function declarationFindings(input: LintInput): readonly LintFinding[] {
  const { parts } = input.file;
  const isAlone = parts.length > 1 && !asksForComments(input);
  return parts.flatMap((part) => partFindings(part, { input, isAlone }));
}

function partFindings(
  part: LinkedPart,
  { input, isAlone }: { readonly input: LintInput; readonly isAlone: boolean },
): readonly LintFinding[] {
  const basis = { rules: input.rules, config: input.config, indent: indentOf(part, input) };
  const known = isAlone ? remembered.get(part.meaning) : undefined;
  if (known !== undefined && isSame(known, basis)) {
    return movedTo(part.start, known, input);
  }
  const findings = new Findings(input);
  part.symbols.forEach((symbol) => {
    lintOne(symbol, input, findings);
  });
  if (isAlone && part.symbols.every(isOfItself)) {
    remembered.set(part.meaning, { ...basis, start: part.start, findings: findings.list });
  }
  return findings.list;
}

/** What the findings of a part depend on besides what it says. */
interface Basis {
  readonly rules: ReadonlySet<RuleId>;
  readonly config: LintConfig;
  /** What stands before it in its line: a fix begins there. */
  readonly indent: string;
}

interface Remembered extends Basis {
  readonly start: number;
  readonly findings: readonly LintFinding[];
}

/** By the meaning of a part. */
const remembered = new WeakMap<object, Remembered>();

function isSame(one: Basis, other: Basis): boolean {
  return one.rules === other.rules && one.config === other.config && one.indent === other.indent;
}

function movedTo(start: number, known: Remembered, { file }: LintInput): readonly LintFinding[] {
  const by = start - known.start;
  return by === 0
    ? known.findings
    : known.findings.map((found) => {
        const { code, place } = found;
        const moved = place && { start: place.start + by, end: place.end + by };
        return { ...movedBy(found, by, file.source.path), code, place: moved };
      });
}

/** Comments stand around a declaration, and are no part of what it says. */
function asksForComments(input: LintInput): boolean {
  return [...input.rules].some((rule) => rule.startsWith('COMMENT_')) || mayIgnore(input);
}

function indentOf({ start }: LinkedPart, { file }: LintInput): string {
  const { text } = file.source;
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
}

/** Rules about rpcs ask for other files. */
function isOfItself({ kind }: ProtoSymbol): boolean {
  return kind !== 'service' && kind !== 'method' && kind !== 'extension';
}

function lintOne(symbol: ProtoSymbol, input: LintInput, findings: Findings): void {
  const { node, kind } = symbol;
  switch (node.kind) {
    case 'message':
      lintMessage(node, findings);
      break;
    case 'group':
      if (kind === 'message') {
        lintMessage(node, findings);
      } else {
        lintField(symbol, node, findings);
      }
      break;
    case 'field':
      lintField(symbol, node, findings);
      break;
    case 'oneof':
      lintOneof(node, findings);
      break;
    case 'enum':
      lintEnum(node, findings);
      break;
    case 'enumValue':
      lintEnumValue(symbol, node, { input, findings });
      break;
    case 'service':
      lintService(node, { input, findings });
      break;
    case 'method':
      lintMethod(symbol, node, { input, findings });
  }
}
