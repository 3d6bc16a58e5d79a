import type { ImportNode } from '../compiler/index.ts';
import type { Findings, LintInput } from './finding.ts';
import type { LintModule, ModuleFile } from './module.ts';
import { packageStability } from './names.ts';

/** Rules about what a file imports. */
export function lintImports(input: LintInput, findings: Findings): void {
  importNoPublic(input, findings);
  importUsed(input, findings);
  importsByPackage(input, findings);
}

function importNoPublic({ file }: LintInput, findings: Findings): void {
  for (const { node, path, isPublic } of file.imports) {
    if (isPublic) {
      const message = `import "${path}" is public`;
      findings.at(node, {
        rule: 'IMPORT_NO_PUBLIC',
        message,
        span: node.modifier ?? node,
        place: node,
      });
    }
  }
}

/** The compiler finds these; it warns at the statement. */
function importUsed({ file }: LintInput, findings: Findings): void {
  const nodes = new Map(file.imports.map(({ node }) => [node.start, node]));
  for (const { code, start, fixes } of file.diagnostics) {
    const node = code === 'unused-import' ? nodes.get(start) : undefined;
    if (node !== undefined) {
      const message = `import "${node.path?.value ?? ''}" is unused`;
      findings.at(node, { rule: 'IMPORT_USED', message, fixes });
    }
  }
}

function importsByPackage(input: LintInput, findings: Findings): void {
  const looksAtCycles = findings.has('PACKAGE_NO_IMPORT_CYCLE');
  const looksAtStability = findings.has('STABLE_PACKAGE_NO_IMPORT_UNSTABLE');
  const { file, module, path } = input;
  const own = module.file(path);
  if (own === undefined || (!looksAtCycles && !looksAtStability)) {
    return;
  }
  for (const { node, path: importPath } of file.imports) {
    const target = module.imported(own, importPath);
    if (target !== undefined) {
      packageNoImportCycle({ node, own, target }, module, findings);
      stableNoUnstable({ node, own, target }, module, findings);
    }
  }
}

interface Import {
  readonly node: ImportNode;
  readonly own: ModuleFile;
  readonly target: ModuleFile;
}

function packageNoImportCycle(
  { node, own, target }: Import,
  module: LintModule,
  findings: Findings,
): void {
  const rule = 'PACKAGE_NO_IMPORT_CYCLE';
  const { packageName: from } = own;
  const { packageName: to } = target;
  if (!findings.has(rule) || from === to || from === '' || to === '') {
    return;
  }
  const way = wayBetween(to, from, module);
  if (way !== undefined) {
    const names = [from, ...way].join(' -> ');
    const message = `packages import each other: ${names}`;
    findings.at(node, { rule, message, span: node.path, place: node });
  }
}

function stableNoUnstable(
  { node, own, target }: Import,
  module: LintModule,
  findings: Findings,
): void {
  const isBroken =
    packageStability(own.packageName) === 'stable' &&
    packageStability(target.packageName) === 'unstable' &&
    module.isOwn(target);
  if (isBroken) {
    const message = `package "${own.packageName}" is stable, and "${target.packageName}" is not`;
    const rule = 'STABLE_PACKAGE_NO_IMPORT_UNSTABLE';
    findings.at(node, { rule, message, span: node.path, place: node });
  }
}

/** The packages from one to another, both included; undefined when no imports lead there. */
function wayBetween(from: string, to: string, module: LintModule): readonly string[] | undefined {
  const before = new Map<string, string | undefined>([[from, undefined]]);
  for (const name of before.keys()) {
    if (name === to) {
      return chainTo(name, before);
    }
    for (const target of module.packagesImportedBy(name)) {
      if (!before.has(target)) {
        before.set(target, name);
      }
    }
  }
  return undefined;
}

function chainTo(end: string, before: ReadonlyMap<string, string | undefined>): readonly string[] {
  const chain = [end];
  for (let name = before.get(end); name !== undefined; name = before.get(name)) {
    chain.unshift(name);
  }
  return chain;
}
