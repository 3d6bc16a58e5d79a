import type { BreakingConfig } from '../breaking/index.ts';
import type { LintConfig } from '../lint/index.ts';
import { lintWith } from './bufConfig.ts';
import { isBelow, pathBelow } from './uri.ts';

/** A module of a `buf.yaml`, or a folder that the settings let be linted as one. */
export interface LintedModule {
  readonly root: string;
  /** Folders that are no part of it, relative to it. */
  readonly excludes: readonly string[];
  readonly lint: LintConfig;
  /** Absent when nothing says what counts as breaking. */
  readonly breaking: BreakingConfig | undefined;
}

/** The module that a file belongs to: of several that hold it the innermost. */
export function moduleOf(modules: readonly LintedModule[], uri: string): LintedModule | undefined {
  let found: LintedModule | undefined;
  for (const module of modules) {
    if (isBelow(module.root, uri) && module.root.length > (found?.root.length ?? -1)) {
      found = module;
    }
  }
  const path = found && pathBelow(found.root, uri);
  const isExcluded = found?.excludes.some((folder) => path?.startsWith(`${folder}/`));
  return isExcluded === true ? undefined : found;
}

/** Makes each root a module that is linted by rules of the settings; none when there are none. */
export function rootModules(use: readonly string[]): (root: string) => LintedModule | undefined {
  const lint = lintWith(use);
  const modules = new Map<string, LintedModule>();
  return (root) => {
    if (use.length === 0) {
      return undefined;
    }
    const module = modules.get(root) ?? { root, excludes: [], lint, breaking: undefined };
    modules.set(root, module);
    return module;
  };
}
