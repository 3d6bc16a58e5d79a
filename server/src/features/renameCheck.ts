import type { Diagnostic, LinkedFile, ProtoSymbol, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { EditedLinks } from './editedLinks.ts';
import { RequestError } from './requestError.ts';
import type { Steps } from './steps.ts';

/** What a rename would do. */
export interface RenamePlan {
  readonly symbols: readonly ProtoSymbol[];
  readonly newName: string;
  /** By URI, in order of the text. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
}

/**
 * Links the files as they would be. Throws a `RequestError` when one has an error that it did not have,
 * or when a reference would mean something else than before.
 */
export function* checkRename(snapshot: Snapshot, plan: RenamePlan): Steps<void> {
  const future = new EditedLinks(snapshot, plan.edits);
  for (const uri of snapshot.uris()) {
    if (!plan.edits.has(uri) && !snapshot.mentions(uri, plan.newName)) {
      continue;
    }
    yield;
    const before = snapshot.linked(uri);
    const after = future.linked(uri);
    if (before !== undefined && after !== undefined && after !== before) {
      expectNoNewError(plan, before, after);
      expectSameMeaning(plan, before, after);
    }
  }
}

function expectNoNewError(plan: RenamePlan, before: LinkedFile, after: LinkedFile): void {
  const known = errorsOf(before);
  const found = errorsOf(after);
  if (found.length <= known.length) {
    return;
  }
  const messages = new Set(known.map(({ message }) => message));
  const fresh = found.find(({ message }) => !messages.has(message)) ?? found[0];
  refuse(plan, after, fresh?.start ?? 0, fresh?.message ?? 'it would not compile');
}

function errorsOf({ source, diagnostics }: LinkedFile): Diagnostic[] {
  return [...source.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error');
}

function expectSameMeaning(plan: RenamePlan, before: LinkedFile, after: LinkedFile): void {
  const old = referencesOf(before);
  const fresh = referencesOf(after);
  for (let index = 0; index < Math.max(old.length, fresh.length); index++) {
    const expected = futureName(plan, old[index]?.fullName ?? '');
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

/** The full name of what is renamed, or lies within it, after that. */
function futureName({ symbols, newName }: RenamePlan, fullName: string): string {
  for (const { fullName: old, name, kind, node } of symbols) {
    if (fullName === old || fullName.startsWith(`${old}.`)) {
      const isGroupField = node.kind === 'group' && kind !== 'message';
      const last = isGroupField ? newName.toLowerCase() : newName;
      return old.slice(0, old.length - name.length) + last + fullName.slice(old.length);
    }
  }
  return fullName;
}

function refuse(plan: RenamePlan, { source }: LinkedFile, start: number, why: string): never {
  const [symbol] = plan.symbols;
  const line = source.lines.positionAt(start).line + 1;
  throw new RequestError(
    `${symbol?.fullName ?? ''} cannot be renamed to "${plan.newName}": ${why} (${source.path}:${line}). Choose another name.`,
  );
}
