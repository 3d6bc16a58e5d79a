import type { BreakingConfig } from '../breaking/index.ts';
import { breakingWith } from './bufConfig.ts';
import type { Snapshot } from './snapshot.ts';

/** An earlier state of the workspace that the present one is compared with. */
export interface Baseline {
  /** What people call it, such as `main (3da1a28)`. */
  readonly name: string;
  /** Its files have the URIs that the present ones have; some may not have been read. */
  readonly snapshot: Snapshot;
}

/** Files that are compared together with an earlier state. */
export interface ComparedModule {
  readonly root: string;
  readonly breaking: BreakingConfig;
  /** Whether a `buf.yaml` says it; otherwise nobody has asked. */
  readonly isAsked: boolean;
}

/** Makes each root a module that is compared by rules of the settings; none when there are none. */
export function comparedRoots(
  use: readonly string[],
): (root: string) => ComparedModule | undefined {
  const breaking = breakingWith(use);
  const modules = new Map<string, ComparedModule>();
  return (root) => {
    if (use.length === 0) {
      return undefined;
    }
    const module = modules.get(root) ?? { root, breaking, isAsked: false };
    modules.set(root, module);
    return module;
  };
}
