import { isNamed, type Node, type PackageNode } from '../compiler/index.ts';
import type { Broken, Findings, LintInput, LintRun } from './finding.ts';
import { folderOf, type ModuleFile } from './module.ts';
import { lowerSnakeCase, packageStability } from './names.ts';
import type { RuleId } from './ruleTable.ts';

/** Rules about the package of a file, and about what files of one package or folder share. */
export function lintPackage(input: LintInput, findings: Findings): void {
  const name = input.file.packageName;
  const node = input.file.source.tree.members.find((member) => member.kind === 'package');
  if (name === '') {
    findings.ofFile({ rule: 'PACKAGE_DEFINED', message: 'the file has no package' });
  } else if (node !== undefined) {
    packageName(node, name, { input, findings });
  }
  directorySamePackage(input, node, findings);
  packageSameDirectory(input, node, findings);
  for (const [rule, option] of sharedOptions) {
    packageSameOption(input, { rule, option }, findings);
  }
}

function packageName(node: PackageNode, name: string, { input, findings }: LintRun): void {
  const span = node.name ?? node;
  const expected = name.split('.').map(lowerSnakeCase).join('.');
  if (name !== expected) {
    const message = `package "${name}" is not in lower_snake.case: call it "${expected}"`;
    findings.at(node, { rule: 'PACKAGE_LOWER_SNAKE_CASE', message, span, place: node });
  }
  if (packageStability(name) === undefined) {
    const message = `package "${name}" is to end in a version, such as "${name}.v1"`;
    findings.at(node, { rule: 'PACKAGE_VERSION_SUFFIX', message, span, place: node });
  }
  const folder = name.replaceAll('.', '/');
  const actual = folderOf(input.path);
  if (actual !== folder) {
    const message = `files of package "${name}" are to be in "${folder}", but this one is in "${actual}"`;
    findings.at(node, { rule: 'PACKAGE_DIRECTORY_MATCH', message, span, place: node });
  }
}

function directorySamePackage(
  { path, module }: LintInput,
  node: PackageNode | undefined,
  findings: Findings,
): void {
  if (!findings.has('DIRECTORY_SAME_PACKAGE')) {
    return;
  }
  const folder = folderOf(path);
  const beside = module.ofFolder(folder);
  const names = distinct(beside, ({ packageName: name }) => name);
  if (names.length > 1) {
    const listed = names.map((name) => (name === '' ? 'none' : `"${name}"`)).join(', ');
    const message = `the files in "${folder}" are of several packages: ${listed}`;
    report(node, { rule: 'DIRECTORY_SAME_PACKAGE', message }, findings);
  }
}

function packageSameDirectory(
  input: LintInput,
  node: PackageNode | undefined,
  findings: Findings,
): void {
  if (!findings.has('PACKAGE_SAME_DIRECTORY')) {
    return;
  }
  const folders = distinct(filesOfPackage(input), ({ path }) => folderOf(path));
  if (folders.length > 1) {
    const listed = folders.map((folder) => `"${folder}"`).join(', ');
    const message = `the files of package "${input.file.packageName}" are in several folders: ${listed}`;
    report(node, { rule: 'PACKAGE_SAME_DIRECTORY', message }, findings);
  }
}

const sharedOptions = [
  ['PACKAGE_SAME_CSHARP_NAMESPACE', 'csharp_namespace'],
  ['PACKAGE_SAME_GO_PACKAGE', 'go_package'],
  ['PACKAGE_SAME_JAVA_MULTIPLE_FILES', 'java_multiple_files'],
  ['PACKAGE_SAME_JAVA_PACKAGE', 'java_package'],
  ['PACKAGE_SAME_PHP_NAMESPACE', 'php_namespace'],
  ['PACKAGE_SAME_RUBY_PACKAGE', 'ruby_package'],
  ['PACKAGE_SAME_SWIFT_PREFIX', 'swift_prefix'],
] as const satisfies readonly (readonly [RuleId, string])[];

function packageSameOption(
  input: LintInput,
  { rule, option }: { readonly rule: RuleId; readonly option: string },
  findings: Findings,
): void {
  if (!findings.has(rule)) {
    return;
  }
  const values = distinct(filesOfPackage(input), ({ options }) => options.get(option) ?? '');
  if (values.length < 2) {
    return;
  }
  const node = input.file.source.tree.members.find(
    (member) => member.kind === 'option' && isNamed(member, option),
  );
  const listed = values.map((value) => (value === '' ? 'none' : `"${value}"`)).join(', ');
  const message = `the files of package "${input.file.packageName}" have several values of ${option}: ${listed}`;
  report(node, { rule, message }, findings);
}

/** At a statement, or where it is missing about the file. */
function report(node: Node | undefined, broken: Broken, findings: Findings): void {
  if (node === undefined) {
    findings.ofFile(broken);
  } else {
    const span = node.kind === 'package' ? (node.name ?? node) : node;
    findings.at(node, { ...broken, span, place: node });
  }
}

function filesOfPackage({ file, module }: LintInput): readonly ModuleFile[] {
  return module.ofPackage(file.packageName);
}

function distinct(
  files: readonly ModuleFile[],
  of: (file: ModuleFile) => string,
): readonly string[] {
  return [...new Set(files.map(of))].sort();
}
