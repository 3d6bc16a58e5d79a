import { breaking } from '../../server/src/features/breaking.ts';
import type { BreakingFinding } from '../../server/src/breaking/index.ts';
import type { Snapshot, Workspace } from '../../server/src/workspace/index.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';

export type Files = Readonly<Record<string, string>>;

/** A workspace whose files are open, compared with what they were. */
export async function compared(
  old: Files,
  now: Files,
  breakingUse: readonly string[] = ['FILE', 'WIRE_JSON'],
): Promise<Workspace> {
  const past = await openWorkspace(new MemoryFileSystem(Object.entries(old)));
  const present = await openWorkspace(new MemoryFileSystem(Object.entries(now)), { breakingUse });
  for (const [path, text] of Object.entries(now).filter(([name]) => name.endsWith('.proto'))) {
    present.setDocument({ uri: uriOf(path), version: 1, text });
  }
  present.setBaseline({ name: 'main (1234567)', snapshot: past.snapshot() });
  await present.loadAll();
  return present;
}

/** The rules that a file breaks, each once, sorted. */
export function codesIn(snapshot: Snapshot, path = 'a.proto'): readonly string[] {
  return [...new Set(breaking(snapshot, uriOf(path)).map(({ code }) => code))].sort();
}

/** The texts that findings of a rule underline. */
export function underlined(
  snapshot: Snapshot,
  rule: BreakingFinding['code'],
  path = 'a.proto',
): readonly (string | undefined)[] {
  const text = snapshot.source(uriOf(path))?.text;
  return breaking(snapshot, uriOf(path))
    .filter(({ code }) => code === rule)
    .map(({ start, end }) => text?.slice(start, end));
}
