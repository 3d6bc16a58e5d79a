import { RuleBook, type RuleSelection } from './ruleBook.ts';
import { type RuleId, rules } from './ruleTable.ts';

/** How the files of a module are linted. Names are as somebody wrote them, unchecked. */
export interface LintConfig extends RuleSelection {
  /** Whether comments in the files may switch rules off. */
  readonly allowsCommentIgnores: boolean;
  /** Empty for `_UNSPECIFIED`. */
  readonly enumZeroValueSuffix: string;
  /** Empty for `Service`. */
  readonly serviceSuffix: string;
  readonly rpcAllowSameRequestResponse: boolean;
  readonly rpcAllowGoogleProtobufEmptyRequests: boolean;
  readonly rpcAllowGoogleProtobufEmptyResponses: boolean;
}

const book = new RuleBook<RuleId>({
  rules,
  standard: 'STANDARD',
  retired: ['IMPORT_NO_WEAK'],
  renamed: new Map([['DEFAULT', 'STANDARD']]),
});

/** The rules that hold for one file, by its path from the root of its module. */
export function rulesFor(config: LintConfig, path: string): ReadonlySet<RuleId> {
  return book.rulesFor(config, path);
}

/** Names that are no rule and no category of the version, such as misspelt ones. */
export function unknownNames(config: LintConfig): readonly string[] {
  return book.unknownNames(config);
}
