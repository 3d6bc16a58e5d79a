import type { LinkedFile, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { errorsOf, freshError } from './actions/proof.ts';
import { type DataDocument, editedData } from './data/documents.ts';
import { applied, EditedLinks } from './editedLinks.ts';
import { RequestError } from './requestError.ts';
import type { Steps } from './steps.ts';

/** What a rename would do. */
export interface RenamePlan {
  /** Full name of what is renamed. */
  readonly oldName: string;
  /** As it was asked for. */
  readonly newName: string;
  /** By URI, in order of the text. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** The full name that a definition has after the rename. */
  readonly futureName: (fullName: string) => string;
  /** Documents of the snapshot that hold messages, by URI. */
  readonly documents: ReadonlyMap<string, DataDocument>;
  /** The only file that defines what is renamed, where that is a message or an enum of its own. */
  readonly homeOfType?: string | undefined;
}

/**
 * Links the files as they would be. Throws a `RequestError` when one has an error that it did not have,
 * or when a reference would mean something else than before.
 */
export function* checkRename(snapshot: Snapshot, plan: RenamePlan): Steps<void> {
  const future = new EditedLinks(snapshot, plan.edits);
  const words = plan.newName.split('.');
  const { homeOfType, documents } = plan;
  const isNew = homeOfType !== undefined && (yield* isNewToAll(snapshot, plan.newName));
  for (const uri of isNew ? [homeOfType, ...documents.keys()] : snapshot.uris()) {
    yield;
    if (!isNew && !plan.edits.has(uri) && !words.some((word) => snapshot.mentions(uri, word))) {
      continue;
    }
    const before = snapshot.linked(uri);
    const after = linkAfter(snapshot, plan, future, uri);
    if (before !== undefined && after !== undefined && after !== before) {
      expectNoNewError(plan, before, after);
      expectSameMeaning(plan, before, after);
    }
  }
}

/**
 * Whether no file writes a name for a type, which is none of a keyword or of the entry of a map. Those who
 * use the type then find it and nothing else; its own file alone may be against it.
 */
function* isNewToAll(snapshot: Snapshot, newName: string): Steps<boolean> {
  if (!/^[A-Z]/.test(newName) || newName.endsWith('Entry')) {
    return false;
  }
  for (const uri of snapshot.uris()) {
    yield;
    if (snapshot.mentions(uri, newName)) {
      return false;
    }
  }
  return true;
}

function linkAfter(
  snapshot: Snapshot,
  { edits, futureName, documents }: RenamePlan,
  future: EditedLinks,
  uri: string,
): LinkedFile | undefined {
  const document = documents.get(uri);
  if (document === undefined) {
    return future.linked(uri);
  }
  const text = applied(document.source.text, edits.get(uri) ?? []);
  return editedData(snapshot, document, {
    text,
    linked: (each) => future.linked(each),
    futureName,
  });
}

/** Throws a `RequestError` for a file that uses what is renamed but is not the workspace's. */
export function expectEditable(snapshot: Snapshot, uri: string, what: 'name' | 'package'): void {
  if (!snapshot.isOwn(uri)) {
    throw new RequestError(
      `The ${what} is used in ${snapshot.importPathOf(uri)}, which is not part of this workspace. Add its folder to the workspace first.`,
    );
  }
}

function expectNoNewError(plan: RenamePlan, before: LinkedFile, after: LinkedFile): void {
  const fresh = freshError(before, after);
  // An error that names the symbol has another message afterwards, and is no new one.
  const isMore = errorsOf(after).length > errorsOf(before).length;
  if (fresh !== undefined && isMore) {
    refuse(plan, after, fresh.start, fresh.message);
  }
}

function expectSameMeaning(plan: RenamePlan, before: LinkedFile, after: LinkedFile): void {
  const old = referencesOf(before);
  const fresh = referencesOf(after);
  for (let index = 0; index < Math.max(old.length, fresh.length); index++) {
    const expected = plan.futureName(old[index]?.fullName ?? '');
    const found = fresh[index];
    if (found?.fullName !== expected) {
      const meaning = found === undefined ? 'nothing' : found.fullName;
      const wanted = expected === '' ? 'nothing' : expected;
      refuse(
        plan,
        after,
        found?.start ?? 0,
        `a name would stand for ${meaning} instead of ${wanted}`,
      );
    }
  }
}

interface Meant {
  readonly start: number;
  readonly fullName: string;
}

function referencesOf({ references }: LinkedFile): Meant[] {
  return [...references]
    .map(([{ start }, { fullName }]) => ({ start, fullName }))
    .sort((a, b) => a.start - b.start);
}

function refuse(
  { oldName, newName }: RenamePlan,
  { source }: LinkedFile,
  start: number,
  why: string,
): never {
  const line = source.lines.positionAt(start).line + 1;
  throw new RequestError(
    `${oldName} cannot be renamed to "${newName}": ${why} (${source.path}:${line}). Choose another name.`,
  );
}
