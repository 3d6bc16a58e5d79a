/** Rules that are the same for every kind of declaration: how it is spelt, and its comment. */
import type { IdentifierNode, Node } from '../compiler/index.ts';
import type { Findings } from './finding.ts';
import { lowerSnakeCase, pascalCase, upperSnakeCase } from './names.ts';
import type { RuleId } from './ruleTable.ts';

/** A declaration as messages speak of it. */
export interface Declared {
  readonly node: Node;
  /** Where its name is written. */
  readonly name: IdentifierNode;
  /** Such as `message`. */
  readonly what: string;
  /** Its name, when it is not as written. */
  readonly called?: string;
}

const spellings = {
  PascalCase: pascalCase,
  lower_snake_case: lowerSnakeCase,
  UPPER_SNAKE_CASE: upperSnakeCase,
} as const;

/** Reports a name that is not spelt as a rule wants it. */
export function expectSpelling(
  { node, name, what, called = name.text }: Declared,
  { rule, spelling }: { readonly rule: RuleId; readonly spelling: keyof typeof spellings },
  findings: Findings,
): void {
  const expected = spellings[spelling](called);
  if (called !== expected) {
    const message = `${what} "${called}" is not in ${spelling}: call it "${expected}"`;
    findings.at(node, { rule, message, span: name });
  }
}

/** Reports a declaration that has no comment above it. */
export function expectComment(
  { node, name, what, called = name.text }: Declared,
  rule: RuleId,
  findings: Findings,
): void {
  if (findings.has(rule) && !findings.isDocumented(node)) {
    const message = `${what} "${called}" has no comment above it`;
    findings.at(node, { rule, message, span: name, place: node });
  }
}
