import { isObject, number, parseJson, property } from '../json.ts';
import { decodeText, nameText } from '../safeText.ts';
import type { SeenLock } from './holdings.ts';

/** A key of Consul with its lock. */
export interface SemaphoreEntry {
  readonly name: string;
  readonly value: Uint8Array;
  readonly session: string | undefined;
  readonly createIndex: number;
  readonly modifyIndex: number;
}

const coordination = '/.lock';

/**
 * A semaphore by the recipe of Consul's own clients: `<prefix>/.lock` holds
 * `{"Limit": 2, "Holders": {"<session>": true}}`, and each contender has a key `<prefix>/<session>`
 * that its session has locked. Undefined when the key is no such thing.
 */
export function readSemaphore(
  { name, value }: SemaphoreEntry,
  entries: readonly SemaphoreEntry[],
): { readonly lock: SeenLock; readonly contenders: readonly string[] } | undefined {
  const state = name.endsWith(coordination) ? parseJson(decodeText(value)) : undefined;
  const holders = property(state, 'Holders');
  const limit = number(state, 'Limit');
  if (!isObject(holders) || limit === undefined) {
    return undefined;
  }
  const prefix = name.slice(0, -coordination.length + 1);
  const contenders = entries
    .filter((one) => one.session !== undefined && one.name === `${prefix}${one.session}`)
    .sort((a, b) => a.createIndex - b.createIndex);
  const claims = contenders.map(claimOf);
  const has = ({ holdId }: { readonly holdId: string }): boolean => Object.hasOwn(holders, holdId);
  return {
    lock: {
      kind: 'semaphore',
      key: Buffer.from(prefix.slice(0, -1), 'utf8'),
      holders: claims.filter(has),
      waiters: claims.filter((claim) => !has(claim)),
      limit,
    },
    contenders: contenders.map((one) => one.name),
  };
}

function claimOf({
  name,
  session = '',
  value,
  createIndex,
}: SemaphoreEntry): SeenLock['holders'][number] {
  const text = nameText(decodeText(value));
  return {
    key: Buffer.from(name, 'utf8'),
    holdId: session,
    value: text,
    sinceRevision: createIndex,
  };
}
