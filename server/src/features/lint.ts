import type { LinkedFile } from '../compiler/index.ts';
import { lintFile, type LintFinding, rulesFor } from '../lint/index.ts';
import { pathBelow, type Snapshot } from '../workspace/index.ts';
import { lintBasis, lintModule } from './lintModule.ts';

/** The broken lint rules of a document, none when nothing asks for any. */
export function lint(snapshot: Snapshot, uri: string): readonly LintFinding[] {
  const module = snapshot.lintedModule(uri);
  const path = module && pathBelow(module.root, uri);
  const file = path === undefined ? undefined : snapshot.linked(uri);
  if (module === undefined || path === undefined || file === undefined) {
    return [];
  }
  const basis = [snapshot.roots, ...lintBasis(snapshot, uri)];
  const known = linted.get(file);
  if (known?.basis.every((entry, index) => entry === basis[index]) === true) {
    return known.findings;
  }
  const rules = rulesFor(module.lint, path);
  const view = lintModule(snapshot, module);
  const findings = lintFile({ file, path, rules, config: module.lint, module: view });
  linted.set(file, { basis, findings });
  return findings;
}

interface Linted {
  readonly basis: readonly unknown[];
  readonly findings: readonly LintFinding[];
}

/** What was found last in a file that is linked as it was then. */
const linted = new WeakMap<LinkedFile, Linted>();
