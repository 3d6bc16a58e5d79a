/** Rules about a file as a whole: its syntax, its package and its options. */
import { decodeUtf8, type LinkedFile, type Node, type Span } from '../compiler/index.ts';
import { earlierAt, type Findings } from './finding.ts';
import { optionNumber } from './fieldFacts.ts';
import { optionAt } from './places.ts';
import type { BreakingRuleId } from './ruleTable.ts';

/** The same file at two times. */
export interface FilePair {
  readonly now: LinkedFile;
  readonly before: LinkedFile;
}

/** Reports what is about the file itself. */
export function compareFiles(pair: FilePair, findings: Findings): void {
  for (const statement of statements) {
    sameStatement(pair, statement, findings);
  }
  for (const option of fileOptions) {
    sameOption(pair, option, findings);
  }
}

interface FileStatement {
  readonly kind: 'syntax' | 'package';
  readonly rule: BreakingRuleId;
  readonly value: (file: LinkedFile) => string;
}

const statements: readonly FileStatement[] = [
  { kind: 'syntax', rule: 'FILE_SAME_SYNTAX', value: ({ syntax }) => syntax },
  { kind: 'package', rule: 'FILE_SAME_PACKAGE', value: ({ packageName }) => packageName },
];

function sameStatement(
  { now, before }: FilePair,
  { kind, rule, value }: FileStatement,
  findings: Findings,
): void {
  const nodes = [now, before].map(({ source }) =>
    source.tree.members.find((node) => node.kind === kind),
  );
  const values = [value(now), value(before)] as const;
  compareValue({ now, before, nodes, values }, { rule, what: kind }, findings);
}

interface FileOption {
  readonly name: string;
  readonly rule: BreakingRuleId;
  readonly value: (file: LinkedFile, name: string) => string;
}

const text = (file: LinkedFile, name: string): string => {
  const value = file.optionsOf(file.source.tree)?.value.valuesOf(name)[0];
  return value instanceof Uint8Array ? decodeUtf8(value) : '';
};

const flag =
  (standard: boolean) =>
  (file: LinkedFile, name: string): string => {
    const value = file.optionsOf(file.source.tree)?.value.valuesOf(name)[0];
    return String(typeof value === 'boolean' ? value : standard);
  };

const optimizeModes = ['', 'SPEED', 'CODE_SIZE', 'LITE_RUNTIME'];

const optimizeFor = (file: LinkedFile, name: string): string =>
  optimizeModes[optionNumber(file, file.source.tree, name) ?? 1] ?? '';

const fileOptions: readonly FileOption[] = [
  { name: 'cc_enable_arenas', rule: 'FILE_SAME_CC_ENABLE_ARENAS', value: flag(true) },
  { name: 'cc_generic_services', rule: 'FILE_SAME_CC_GENERIC_SERVICES', value: flag(false) },
  { name: 'csharp_namespace', rule: 'FILE_SAME_CSHARP_NAMESPACE', value: text },
  { name: 'go_package', rule: 'FILE_SAME_GO_PACKAGE', value: text },
  { name: 'java_generic_services', rule: 'FILE_SAME_JAVA_GENERIC_SERVICES', value: flag(false) },
  { name: 'java_multiple_files', rule: 'FILE_SAME_JAVA_MULTIPLE_FILES', value: flag(false) },
  { name: 'java_outer_classname', rule: 'FILE_SAME_JAVA_OUTER_CLASSNAME', value: text },
  { name: 'java_package', rule: 'FILE_SAME_JAVA_PACKAGE', value: text },
  { name: 'objc_class_prefix', rule: 'FILE_SAME_OBJC_CLASS_PREFIX', value: text },
  { name: 'optimize_for', rule: 'FILE_SAME_OPTIMIZE_FOR', value: optimizeFor },
  { name: 'php_class_prefix', rule: 'FILE_SAME_PHP_CLASS_PREFIX', value: text },
  { name: 'php_metadata_namespace', rule: 'FILE_SAME_PHP_METADATA_NAMESPACE', value: text },
  { name: 'php_namespace', rule: 'FILE_SAME_PHP_NAMESPACE', value: text },
  { name: 'py_generic_services', rule: 'FILE_SAME_PY_GENERIC_SERVICES', value: flag(false) },
  { name: 'ruby_package', rule: 'FILE_SAME_RUBY_PACKAGE', value: text },
  { name: 'swift_prefix', rule: 'FILE_SAME_SWIFT_PREFIX', value: text },
];

function sameOption(
  { now, before }: FilePair,
  { name, rule, value }: FileOption,
  findings: Findings,
): void {
  const values = [value(now, name), value(before, name)] as const;
  if (values[0] !== values[1]) {
    const nodes = [now, before].map((file) => fileOption(file, name));
    compareValue({ now, before, nodes, values }, { rule, what: `option ${name}` }, findings);
  }
}

/** The statement of the file that sets an option. */
export function fileOption({ source }: LinkedFile, name: string): Node | undefined {
  return optionAt(source.tree.members, [name]);
}

interface Compared extends FilePair {
  /** The statements that say it, now and before. */
  readonly nodes: readonly (Node | undefined)[];
  readonly values: readonly [now: string, before: string];
}

function compareValue(
  { now, before, nodes: [node, old], values: [value, was] }: Compared,
  { rule, what }: { readonly rule: BreakingRuleId; readonly what: string },
  findings: Findings,
): void {
  if (value === was) {
    return;
  }
  findings.add({
    rule,
    message: `the ${what} of the file changed from ${quoted(was)} to ${quoted(value)}`,
    span: node ?? startOf(now),
    place: node ?? 'file',
    earlier: old && earlierAt(before, old),
    change: { kind: 'statement', now: node, before: old, what },
  });
}

function quoted(value: string): string {
  return value === '' ? 'nothing' : `"${value}"`;
}

/** What to underline of a file as a whole. */
export function startOf({ source }: LinkedFile): Span {
  return source.tree.members[0] ?? { start: 0, end: 0 };
}
