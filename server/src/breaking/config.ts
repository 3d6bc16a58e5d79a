import { packageStability, RuleBook, type RuleSelection } from '../lint/index.ts';
import { type BreakingRuleId, breakingRules } from './ruleTable.ts';

/** What counts as breaking in the files of a module. Names are as somebody wrote them, unchecked. */
export interface BreakingConfig extends RuleSelection {
  /** Whether packages such as `a.v1beta1` may change freely. */
  readonly ignoreUnstablePackages: boolean;
}

const book = new RuleBook<BreakingRuleId>({ rules: breakingRules, standard: 'FILE' });

const noRules: ReadonlySet<BreakingRuleId> = new Set();

/** A file as a configuration speaks of it. */
export interface ConfiguredFile {
  /** From the root of its module. */
  readonly path: string;
  readonly packageName: string;
}

/** The rules that hold for one file. */
export function breakingRulesFor(
  config: BreakingConfig,
  { path, packageName }: ConfiguredFile,
): ReadonlySet<BreakingRuleId> {
  const isFree = config.ignoreUnstablePackages && packageStability(packageName) === 'unstable';
  return isFree ? noRules : book.rulesFor(config, path);
}

/** Names that are no rule and no category of the version, such as misspelt ones. */
export function unknownBreakingNames(config: BreakingConfig): readonly string[] {
  return book.unknownNames(config);
}
