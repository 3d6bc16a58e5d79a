import { setTimeout as delay } from 'node:timers/promises';
import type { RegistryErrorKind } from './registryError.ts';

/** Longest wait, in milliseconds. A registry that says no is asked less often than a silent one. */
const longest: Record<RegistryErrorKind, number> = {
  unreachable: 1_500,
  unreadable: 3_000,
  refused: 10_000,
};

/**
 * How long to wait before try number `attempt` (from 0), in milliseconds: 50, 100, 200 … with up
 * to a quarter taken off by chance, so that many watchers do not come back in step. `random` is in
 * 0..1.
 */
export function backoffDelay(attempt: number, kind: RegistryErrorKind, random: number): number {
  const first = kind === 'unreachable' ? 50 : 500;
  const full = Math.min(longest[kind], first * 2 ** Math.min(attempt, 16));
  return full * (1 - random / 4);
}

/** Waits, or returns early when the signal aborts. Never rejects. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    // Only an abort rejects; the caller looks at the signal.
  }
}
