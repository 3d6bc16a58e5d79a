/**
 * The rules by the names of `buf breaking` 1.75, with the categories of each version of `buf.yaml`,
 * as `buf config ls-breaking-rules` lists them.
 */
import { type BufVersion, type KnownRule } from '../lint/index.ts';

interface Row {
  readonly id: string;
  /** Those that have it, with blanks between. */
  readonly categories: string;
  /** Those of version 1beta1, where they are others. */
  readonly beta?: string | undefined;
  /** Where there is no such rule before version 2, or before version 1. */
  readonly since?: 'v2' | 'v1';
  /** Whether the category of schema registries, of version 2 alone, has it. */
  readonly csr?: true;
}

const order: readonly BufVersion[] = ['v1beta1', 'v1', 'v2'];

const all = 'FILE PACKAGE WIRE_JSON WIRE';
const json = 'FILE PACKAGE WIRE_JSON';
const generated = 'FILE PACKAGE';

const table = [
  { id: 'EXTENSION_NO_DELETE', categories: 'FILE', since: 'v2' },
  { id: 'SERVICE_NO_DELETE', categories: 'FILE' },
  { id: 'ENUM_NO_DELETE', categories: 'FILE', csr: true },
  { id: 'FILE_NO_DELETE', categories: 'FILE', csr: true },
  { id: 'MESSAGE_NO_DELETE', categories: 'FILE', csr: true },
  { id: 'ENUM_SAME_TYPE', categories: generated },
  { id: 'FIELD_SAME_CARDINALITY', categories: generated, beta: all },
  { id: 'FIELD_SAME_CPP_STRING_TYPE', categories: generated },
  { id: 'FIELD_SAME_JAVA_UTF8_VALIDATION', categories: generated },
  { id: 'FIELD_SAME_JSTYPE', categories: generated },
  { id: 'FIELD_SAME_UTF8_VALIDATION', categories: generated },
  { id: 'FILE_SAME_CC_ENABLE_ARENAS', categories: generated },
  { id: 'FILE_SAME_CC_GENERIC_SERVICES', categories: generated },
  { id: 'FILE_SAME_CSHARP_NAMESPACE', categories: generated },
  { id: 'FILE_SAME_GO_PACKAGE', categories: generated },
  { id: 'FILE_SAME_JAVA_GENERIC_SERVICES', categories: generated },
  { id: 'FILE_SAME_JAVA_MULTIPLE_FILES', categories: generated },
  { id: 'FILE_SAME_JAVA_OUTER_CLASSNAME', categories: generated },
  { id: 'FILE_SAME_JAVA_PACKAGE', categories: generated },
  { id: 'FILE_SAME_OBJC_CLASS_PREFIX', categories: generated },
  { id: 'FILE_SAME_OPTIMIZE_FOR', categories: generated },
  { id: 'FILE_SAME_PHP_CLASS_PREFIX', categories: generated },
  { id: 'FILE_SAME_PHP_METADATA_NAMESPACE', categories: generated },
  { id: 'FILE_SAME_PHP_NAMESPACE', categories: generated },
  { id: 'FILE_SAME_PY_GENERIC_SERVICES', categories: generated },
  { id: 'FILE_SAME_RUBY_PACKAGE', categories: generated },
  { id: 'FILE_SAME_SWIFT_PREFIX', categories: generated },
  { id: 'RPC_NO_DELETE', categories: generated },
  { id: 'ENUM_VALUE_NO_DELETE', categories: generated, csr: true },
  { id: 'EXTENSION_MESSAGE_NO_DELETE', categories: generated, csr: true },
  { id: 'FIELD_NO_DELETE', categories: generated, csr: true },
  { id: 'FIELD_SAME_TYPE', categories: generated, csr: true, beta: all },
  { id: 'FILE_SAME_SYNTAX', categories: generated, csr: true },
  { id: 'MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR', categories: generated, csr: true },
  { id: 'ONEOF_NO_DELETE', categories: generated, csr: true },
  { id: 'ENUM_SAME_JSON_FORMAT', categories: json, csr: true },
  { id: 'ENUM_VALUE_SAME_NAME', categories: json, csr: true },
  { id: 'FIELD_SAME_JSON_NAME', categories: json, csr: true },
  { id: 'FIELD_SAME_NAME', categories: json, csr: true },
  { id: 'MESSAGE_SAME_JSON_FORMAT', categories: json, csr: true },
  { id: 'FIELD_SAME_DEFAULT', categories: all, csr: true, since: 'v2' },
  { id: 'FIELD_SAME_ONEOF', categories: all, csr: true },
  { id: 'FILE_SAME_PACKAGE', categories: all, csr: true, beta: 'FILE' },
  { id: 'MESSAGE_SAME_REQUIRED_FIELDS', categories: all, csr: true },
  { id: 'RESERVED_ENUM_NO_DELETE', categories: all, csr: true },
  { id: 'RESERVED_MESSAGE_NO_DELETE', categories: all, csr: true },
  { id: 'RPC_SAME_CLIENT_STREAMING', categories: all, csr: true },
  { id: 'RPC_SAME_IDEMPOTENCY_LEVEL', categories: all, csr: true },
  { id: 'RPC_SAME_REQUEST_TYPE', categories: all, csr: true },
  { id: 'RPC_SAME_RESPONSE_TYPE', categories: all, csr: true },
  { id: 'RPC_SAME_SERVER_STREAMING', categories: all, csr: true },
  { id: 'PACKAGE_ENUM_NO_DELETE', categories: 'PACKAGE' },
  { id: 'PACKAGE_EXTENSION_NO_DELETE', categories: 'PACKAGE', since: 'v2' },
  { id: 'PACKAGE_MESSAGE_NO_DELETE', categories: 'PACKAGE' },
  { id: 'PACKAGE_NO_DELETE', categories: 'PACKAGE' },
  { id: 'PACKAGE_SERVICE_NO_DELETE', categories: 'PACKAGE' },
  { id: 'ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED', categories: 'WIRE_JSON', csr: true },
  { id: 'FIELD_NO_DELETE_UNLESS_NAME_RESERVED', categories: 'WIRE_JSON', csr: true },
  { id: 'FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY', categories: 'WIRE_JSON', csr: true },
  { id: 'FIELD_WIRE_JSON_COMPATIBLE_TYPE', categories: 'WIRE_JSON', csr: true, since: 'v1' },
  { id: 'ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED', categories: 'WIRE_JSON WIRE', csr: true },
  { id: 'FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED', categories: 'WIRE_JSON WIRE', csr: true },
  { id: 'FIELD_WIRE_COMPATIBLE_CARDINALITY', categories: 'WIRE' },
  { id: 'FIELD_WIRE_COMPATIBLE_TYPE', categories: 'WIRE', since: 'v1' },
] as const satisfies readonly Row[];

export type BreakingRuleId = (typeof table)[number]['id'];

/** Every rule of every version. */
export const breakingRules: readonly KnownRule<BreakingRuleId>[] = table.map((row) => ({
  id: row.id,
  categories: {
    v2: categoriesOf(row, 'v2'),
    v1: categoriesOf(row, 'v1'),
    v1beta1: categoriesOf(row, 'v1beta1'),
  },
}));

const ids: ReadonlySet<string> = new Set(table.map(({ id }) => id));

/** Whether the code of a finding is the name of a rule. */
export function isBreakingRule(code: string): code is BreakingRuleId {
  return ids.has(code);
}

/** Where a rule is explained. */
export function breakingRuleLink(id: BreakingRuleId): string {
  return `https://buf.build/docs/breaking/rules/#${id.toLowerCase()}`;
}

function categoriesOf(
  { categories, beta, since, csr }: Row,
  version: BufVersion,
): readonly string[] | undefined {
  if (since !== undefined && order.indexOf(version) < order.indexOf(since)) {
    return undefined;
  }
  const words = version === 'v1beta1' ? (beta ?? categories) : categories;
  return [...words.split(' '), ...(csr && version === 'v2' ? ['CSR'] : [])];
}
