import type { ArchivedKey } from './keyArchive.ts';
import { isSame } from './keyBases.ts';
import type { PlannedChange } from './keyClient.ts';
import { keyId } from './keyPath.ts';

/** What an import would do, as of the revisions that the registry had when it was looked at. */
export interface ImportPlan {
  readonly created: readonly ArchivedKey[];
  /** As in the file, with what is there now. */
  readonly changed: readonly { readonly wanted: ArchivedKey; readonly current: ArchivedKey }[];
  readonly unchanged: number;
  /** Keys below the prefix that the file does not have. They stay unless a person wants otherwise. */
  readonly onlyThere: readonly ArchivedKey[];
}

/** Compares a file with what is there, by bytes. */
export function planImport(
  wanted: readonly ArchivedKey[],
  current: readonly ArchivedKey[],
): ImportPlan {
  const there = new Map(current.map((one) => [keyId(one.key), one]));
  const inFile = new Set(wanted.map(({ key }) => keyId(key)));
  const pairs = wanted.map((one) => ({ wanted: one, current: there.get(keyId(one.key)) }));
  const changed = pairs.flatMap((pair) =>
    pair.current !== undefined && !isSame(pair.wanted.value, pair.current.value)
      ? [{ wanted: pair.wanted, current: pair.current }]
      : [],
  );
  const created = pairs.filter((pair) => pair.current === undefined);
  return {
    created: created.map((pair) => pair.wanted),
    changed,
    unchanged: wanted.length - created.length - changed.length,
    onlyThere: current.filter(({ key }) => !inFile.has(keyId(key))),
  };
}

/** The changes of a plan, each guarded by what was there when it was made. */
export function changesOf(
  plan: ImportPlan,
  { isDeleting }: { readonly isDeleting: boolean },
): readonly PlannedChange[] {
  const created = plan.created.map(({ key, value, flags }): PlannedChange => ({
    kind: 'put',
    key,
    value,
    expected: 0,
    ...(flags === undefined ? {} : { flags }),
  }));
  const changed = plan.changed.map(({ wanted: { key, value }, current }): PlannedChange => ({
    kind: 'put',
    key,
    value,
    expected: current.revision,
  }));
  const deleted = plan.onlyThere.map(({ key, revision }): PlannedChange => ({
    kind: 'delete',
    key,
    expected: revision,
  }));
  return [...created, ...changed, ...(isDeleting ? deleted : [])];
}

/** One line for people: `2 created, 1 changed, 10 unchanged, 3 only there`. */
export function planText({ created, changed, unchanged, onlyThere }: ImportPlan): string {
  const parts = [
    `${created.length} created`,
    `${changed.length} changed`,
    `${unchanged} unchanged`,
    `${onlyThere.length} only there`,
  ];
  return parts.join(', ');
}

/** Transactions of at most `limit` changes, 1 or more, in the order given. */
export function transactionsOf(
  changes: readonly PlannedChange[],
  limit: number,
): readonly (readonly PlannedChange[])[] {
  const count = Math.ceil(changes.length / limit);
  return Array.from({ length: count }, (_, index) =>
    changes.slice(index * limit, (index + 1) * limit),
  );
}
