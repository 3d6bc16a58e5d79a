/**
 * What people agree on beyond the language: the rules that `buf lint` knows, under its names and
 * categories, chosen by what a `buf.yaml` says.
 *
 * It asks the compiler for meaning and its caller for the other files of a module, and knows no
 * editor, no files on a disk and no YAML. Invariants: linting throws for no file, depends on its
 * input alone, and looks into another file only where a rule is about several; a finding says where
 * `buf lint` would put it, so that the two can be compared.
 */
export { type LintConfig, rulesFor, unknownNames } from './config.ts';
export type { LintFinding, LintInput } from './finding.ts';
export { folderOf, type LintModule, type ModuleFile } from './module.ts';
export { lintFile } from './lintFile.ts';
export { packageStability } from './names.ts';
export { type KnownRule, RuleBook, type RuleSelection } from './ruleBook.ts';
export { type BufVersion, isRule, type RuleId, ruleLink, rules } from './ruleTable.ts';
