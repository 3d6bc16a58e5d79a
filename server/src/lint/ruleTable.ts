/**
 * The rules by the names of `buf lint` 1.75, with the categories of each version of `buf.yaml`, as
 * `buf config ls-lint-rules` lists them.
 */
import type { KnownRule } from './ruleBook.ts';

/** Of the `buf.yaml` that chooses the rules. */
export type BufVersion = 'v1beta1' | 'v1' | 'v2';

/** A step of the ladder of categories, each of which holds those below it, or one of its own. */
type Level = 'MINIMAL' | 'BASIC' | 'STANDARD' | 'COMMENTS' | 'UNARY_RPC' | 'NONE';

const ladder = ['MINIMAL', 'BASIC', 'STANDARD'] as const;

/** Name, level in version 2, level in version 1, categories in version 1beta1. */
const table = [
  ['DIRECTORY_SAME_PACKAGE', 'MINIMAL', 'MINIMAL', 'MINIMAL FILE_LAYOUT'],
  ['PACKAGE_DEFINED', 'MINIMAL', 'MINIMAL', 'MINIMAL SENSIBLE'],
  ['PACKAGE_DIRECTORY_MATCH', 'MINIMAL', 'MINIMAL', 'MINIMAL FILE_LAYOUT'],
  ['PACKAGE_NO_IMPORT_CYCLE', 'MINIMAL', 'NONE', undefined],
  ['PACKAGE_SAME_DIRECTORY', 'MINIMAL', 'MINIMAL', 'MINIMAL FILE_LAYOUT'],
  ['ENUM_FIRST_VALUE_ZERO', 'BASIC', 'BASIC', 'OTHER'],
  ['ENUM_NO_ALLOW_ALIAS', 'BASIC', 'BASIC', 'MINIMAL SENSIBLE'],
  ['ENUM_PASCAL_CASE', 'BASIC', 'BASIC', 'BASIC STYLE_BASIC STYLE_STANDARD'],
  ['ENUM_VALUE_UPPER_SNAKE_CASE', 'BASIC', 'BASIC', 'BASIC STYLE_BASIC STYLE_STANDARD'],
  ['FIELD_LOWER_SNAKE_CASE', 'BASIC', 'BASIC', 'BASIC STYLE_BASIC STYLE_STANDARD'],
  ['FIELD_NO_DESCRIPTOR', undefined, undefined, 'MINIMAL SENSIBLE'],
  ['FIELD_NOT_REQUIRED', 'BASIC', undefined, undefined],
  ['IMPORT_NO_PUBLIC', 'BASIC', 'BASIC', 'MINIMAL SENSIBLE'],
  ['IMPORT_USED', 'BASIC', 'BASIC', undefined],
  ['MESSAGE_PASCAL_CASE', 'BASIC', 'BASIC', 'BASIC STYLE_BASIC STYLE_STANDARD'],
  ['ONEOF_LOWER_SNAKE_CASE', 'BASIC', 'BASIC', 'BASIC STYLE_BASIC STYLE_STANDARD'],
  ['PACKAGE_LOWER_SNAKE_CASE', 'BASIC', 'BASIC', 'BASIC STYLE_BASIC STYLE_STANDARD'],
  ['PACKAGE_SAME_CSHARP_NAMESPACE', 'BASIC', 'BASIC', 'MINIMAL PACKAGE_AFFINITY'],
  ['PACKAGE_SAME_GO_PACKAGE', 'BASIC', 'BASIC', 'MINIMAL PACKAGE_AFFINITY'],
  ['PACKAGE_SAME_JAVA_MULTIPLE_FILES', 'BASIC', 'BASIC', 'MINIMAL PACKAGE_AFFINITY'],
  ['PACKAGE_SAME_JAVA_PACKAGE', 'BASIC', 'BASIC', 'MINIMAL PACKAGE_AFFINITY'],
  ['PACKAGE_SAME_PHP_NAMESPACE', 'BASIC', 'BASIC', 'MINIMAL PACKAGE_AFFINITY'],
  ['PACKAGE_SAME_RUBY_PACKAGE', 'BASIC', 'BASIC', 'MINIMAL PACKAGE_AFFINITY'],
  ['PACKAGE_SAME_SWIFT_PREFIX', 'BASIC', 'BASIC', 'MINIMAL PACKAGE_AFFINITY'],
  ['RPC_PASCAL_CASE', 'BASIC', 'BASIC', 'BASIC STYLE_BASIC STYLE_STANDARD'],
  ['SERVICE_PASCAL_CASE', 'BASIC', 'BASIC', 'BASIC STYLE_BASIC STYLE_STANDARD'],
  ['SYNTAX_SPECIFIED', 'BASIC', 'BASIC', undefined],
  ['ENUM_VALUE_PREFIX', 'STANDARD', 'STANDARD', 'STANDARD STYLE_STANDARD'],
  ['ENUM_ZERO_VALUE_SUFFIX', 'STANDARD', 'STANDARD', 'STANDARD STYLE_STANDARD'],
  ['FILE_LOWER_SNAKE_CASE', 'STANDARD', 'STANDARD', 'STANDARD STYLE_STANDARD'],
  ['PACKAGE_VERSION_SUFFIX', 'STANDARD', 'STANDARD', 'STANDARD STYLE_STANDARD'],
  ['PROTOVALIDATE', 'STANDARD', 'STANDARD', undefined],
  ['RPC_REQUEST_RESPONSE_UNIQUE', 'STANDARD', 'STANDARD', 'STANDARD STYLE_STANDARD'],
  ['RPC_REQUEST_STANDARD_NAME', 'STANDARD', 'STANDARD', 'STANDARD STYLE_STANDARD'],
  ['RPC_RESPONSE_STANDARD_NAME', 'STANDARD', 'STANDARD', 'STANDARD STYLE_STANDARD'],
  ['SERVICE_SUFFIX', 'STANDARD', 'STANDARD', 'STANDARD STYLE_STANDARD'],
  ['COMMENT_ENUM', 'COMMENTS', 'COMMENTS', 'COMMENTS'],
  ['COMMENT_ENUM_VALUE', 'COMMENTS', 'COMMENTS', 'COMMENTS'],
  ['COMMENT_FIELD', 'COMMENTS', 'COMMENTS', 'COMMENTS'],
  ['COMMENT_MESSAGE', 'COMMENTS', 'COMMENTS', 'COMMENTS'],
  ['COMMENT_ONEOF', 'COMMENTS', 'COMMENTS', 'COMMENTS'],
  ['COMMENT_RPC', 'COMMENTS', 'COMMENTS', 'COMMENTS'],
  ['COMMENT_SERVICE', 'COMMENTS', 'COMMENTS', 'COMMENTS'],
  ['RPC_NO_CLIENT_STREAMING', 'UNARY_RPC', 'UNARY_RPC', 'UNARY_RPC'],
  ['RPC_NO_SERVER_STREAMING', 'UNARY_RPC', 'UNARY_RPC', 'UNARY_RPC'],
  ['STABLE_PACKAGE_NO_IMPORT_UNSTABLE', 'NONE', undefined, undefined],
] as const;

export type RuleId = (typeof table)[number][0];

/** Every rule of every version. */
export const rules: readonly KnownRule<RuleId>[] = table.map(([id, v2, v1, beta]) => ({
  id,
  categories: {
    v2: categoriesOf(v2),
    v1: categoriesOf(v1),
    v1beta1: beta === undefined ? undefined : withLadder(beta.split(' ')),
  },
}));

const ids: ReadonlySet<string> = new Set(table.map(([id]) => id));

/** Whether the code of a finding is the name of a rule. */
export function isRule(code: string): code is RuleId {
  return ids.has(code);
}

/** Where a rule is explained. */
export function ruleLink(id: RuleId): string {
  return `https://buf.build/docs/lint/rules/#${id.toLowerCase()}`;
}

function categoriesOf(level: Level | undefined): readonly string[] | undefined {
  return level === undefined || level === 'NONE' ? level && [] : withLadder([level]);
}

/** A category of the ladder brings those above it. */
function withLadder([first = '', ...others]: readonly string[]): readonly string[] {
  const step = ladder.findIndex((category) => category === first);
  return [...(step === -1 ? [first] : ladder.slice(step)), ...others];
}
