import { absentKey, isSame } from './keyBases.ts';
import type { KeyClient, PlannedChange, TransactionResult } from './keyClient.ts';
import { keyId } from './keyPath.ts';
import type { PendingEdit, PendingKey } from './pendingKeys.ts';

/** The keys that were in the way. */
export type Conflicts = Extract<TransactionResult, { kind: 'conflict' }>['keys'];

/** How a transaction of pending keys went. */
export interface Attempt {
  readonly result: TransactionResult;
  /** What was sent, in the order of the revisions. */
  readonly tried: readonly { readonly key: PendingKey; readonly change: PlannedChange }[];
}

/**
 * Makes all changes at once, or none. What is in the way and nobody's loss is gone over, once.
 * Rejects with a message for people.
 */
export async function transactPending(
  connectionId: string,
  keys: readonly PendingKey[],
  client: KeyClient,
): Promise<Attempt> {
  const first = await transact(connectionId, keys, client);
  const { result } = first;
  return result.kind === 'conflict' && isHarmless(result.keys, keys)
    ? transact(connectionId, over(keys, result.keys), client)
    : first;
}

async function transact(
  connectionId: string,
  keys: readonly PendingKey[],
  client: KeyClient,
): Promise<Attempt> {
  // A key that is gone needs no deletion.
  const due = keys.filter(({ kind, base }) => kind === 'edit' || base.revision > 0);
  const tried = due.map((key) => ({ key, change: changeOf(key) }));
  const changes = tried.map(({ change }) => change);
  const result: TransactionResult =
    changes.length === 0
      ? { kind: 'done', revisions: [] }
      : await client.transact(connectionId, changes);
  return { result, tried };
}

function changeOf(pending: PendingKey): PlannedChange {
  const { place, base } = pending;
  const guarded = { key: place.key, expected: base.revision };
  return pending.kind === 'delete'
    ? { kind: 'delete', ...guarded }
    : { kind: 'put', ...guarded, value: valueOf(pending) };
}

/** Keys that were only written anew with the same bytes, or deleted as they were to be. */
function isHarmless(conflicts: Conflicts, keys: readonly PendingKey[]): boolean {
  return conflicts.every(({ key, current }) => {
    const mine = keys.find(({ place }) => keyId(place.key) === keyId(key));
    return current === undefined
      ? mine?.kind === 'delete'
      : mine !== undefined && isSame(current.value, mine.base.value);
  });
}

/** The keys over what a person was told of, and nothing newer. */
export function over(keys: readonly PendingKey[], conflicts: Conflicts): readonly PendingKey[] {
  return keys.map((key) => {
    const found = conflicts.find((one) => keyId(one.key) === keyId(key.place.key));
    return found === undefined ? key : { ...key, base: found.current ?? absentKey };
  });
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The bytes that the editor would write: it takes a byte order mark off, and puts it on again. */
function valueOf({ document, base }: PendingEdit): Uint8Array {
  const text = Buffer.from(document.getText(), 'utf8');
  return isSame(base.value.subarray(0, 3), byteOrderMark)
    ? Buffer.concat([byteOrderMark, text])
    : text;
}
