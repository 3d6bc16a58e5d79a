import { RegistryError } from '../registryError.ts';
import type { GuardedKey, StoredValue, TransactOutcome } from './keyRegistry.ts';

/** Throws for a transaction that the registry would refuse as a whole, before anything is sent. */
export function refuseTooMany(changes: readonly GuardedKey[], limit: number, name: string): void {
  if (changes.length > limit) {
    throw new RegistryError(
      'unreadable',
      `${name} changes at most ${limit} keys at once, not ${changes.length}: choose fewer`,
    );
  }
  const keys = new Set(changes.map(({ key }) => Buffer.from(key).toString('latin1')));
  if (keys.size < changes.length) {
    throw new RegistryError('unreadable', `${name} changes each key once in a transaction`);
  }
}

/**
 * Which keys stand in the way of a transaction that did not happen, as they are now. None when they
 * are all as expected again: then the same transaction can be tried once more.
 */
export async function changesOf(
  changes: readonly GuardedKey[],
  read: (key: Uint8Array) => Promise<StoredValue | undefined>,
): Promise<TransactOutcome> {
  const found = await Promise.all(
    changes.map(async ({ key, expected }) => ({ key, expected, current: await read(key) })),
  );
  const stale = found.filter(({ expected, current }) => (current?.revision ?? 0) !== expected);
  return {
    kind: 'conflict',
    keys: stale.map(({ key, current }) => ({ key, ...(current === undefined ? {} : { current }) })),
  };
}
