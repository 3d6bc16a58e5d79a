/**
 * What a change breaks for others: the rules that `buf breaking` knows, under its names and
 * categories, chosen by what a `buf.yaml` says.
 *
 * It compares two states of a file that its caller links, and asks the caller for the rest of the
 * module at both times. It knows no git, no editor and no files on a disk. Invariants: comparing
 * throws for no files and depends on its input alone; findings of one cause share one `change`; a
 * finding says where `buf breaking` would put it, so that the two can be compared.
 */
export { type BreakingConfig, breakingRulesFor, unknownBreakingNames } from './config.ts';
export { oneofIn } from './blockRules.ts';
export { compareFile } from './compareFile.ts';
export { type Element, elementIn, type ElementKind, elementsOf, extensionKey } from './elements.ts';
export type { BreakingFinding, BreakingInput, Change, Earlier, Schema } from './finding.ts';
export {
  breakingRuleLink,
  type BreakingRuleId,
  breakingRules,
  isBreakingRule,
} from './ruleTable.ts';
