import type { DeclaredState } from './convention.ts';

/**
 * The two flags that several frameworks register: taking an instance out of traffic is somebody's
 * intention, and comes before a failure. Anything but `false` says nothing.
 */
export function flaggedState(flags: {
  readonly enable: unknown;
  readonly healthy: unknown;
}): DeclaredState | undefined {
  if (flags.enable === false) {
    return { health: 'maintenance', because: 'registered with enable=false' };
  }
  return flags.healthy === false
    ? { health: 'critical', because: 'registered with healthy=false' }
    : undefined;
}

/** Part of a node, for layouts that have a state. */
export function withState(state: DeclaredState | undefined): { readonly state?: DeclaredState } {
  return state === undefined ? {} : { state };
}

/** Part of a node: an empty version is none. */
export function withVersion(version: string | undefined): { readonly version?: string } {
  return version === undefined || version === '' ? {} : { version };
}

/** The namespace of a node, left out when it is empty or the one that everybody has. */
export function withNamespace(namespace: string, usual?: string): { readonly namespace?: string } {
  return namespace === '' || namespace === usual ? {} : { namespace };
}
