import { closestName } from '../base/index.ts';
import type {
  Diagnostic,
  LinkedFile,
  LinkedPart,
  ProtoSymbol,
  SourceFile,
} from '../compiler/index.ts';
import { emptySummary, type Snapshot } from '../workspace/index.ts';
import { shortestName } from './completion/names.ts';
import { scopeAt } from './missingNames.ts';

/**
 * What a mistyped name of a type may mean: the message or enum in sight whose name differs least,
 * written as its scope finds it. Undefined when none is near.
 */
export function meantName(
  snapshot: Snapshot,
  linked: LinkedFile,
  { start, end }: Diagnostic,
): string | undefined {
  const written = linked.source.text.slice(start, end).replace(/\s+/g, '');
  const types = typesInSight(snapshot, linked);
  const name = closestName(written.slice(written.lastIndexOf('.') + 1), types.keys());
  const meant = name === undefined ? undefined : types.get(name);
  return meant && shortestName(linked, scopeAt(linked, start), meant);
}

/** Full names by own names; of several with one name that of the nearest file. */
function typesInSight(snapshot: Snapshot, linked: LinkedFile): ReadonlyMap<string, string> {
  const others = linked.visible.filter((file) => file !== linked);
  const ofOthers = others.map(({ source }) => typesOfSummary(snapshot, source));
  const types = new Map<string, string>();
  for (const list of [...linked.parts.map(typesOfPart), ...ofOthers]) {
    for (const { name, fullName } of list) {
      if (!types.has(name)) {
        types.set(name, fullName);
      }
    }
  }
  return types;
}

type Named = Pick<ProtoSymbol, 'kind' | 'name' | 'fullName'>;
type TypeName = Omit<Named, 'kind'>;

/** By summaries of files and by what their parts say: few of them are new after a keystroke. */
const known = new WeakMap<object, readonly TypeName[]>();

function typesOfPart(part: LinkedPart): readonly TypeName[] {
  return typesOf(part.meaning, () => part.symbols);
}

/** What is known of a file without looking into it. */
function typesOfSummary(snapshot: Snapshot, source: SourceFile): readonly TypeName[] {
  const uri = snapshot.uriOf(source);
  const summary = uri === undefined ? emptySummary : snapshot.summary(uri);
  return typesOf(summary, () => summary.definitions);
}

function typesOf(key: object, symbols: () => readonly Named[]): readonly TypeName[] {
  const types =
    known.get(key) ??
    symbols()
      .filter(({ kind }) => kind === 'message' || kind === 'enum')
      .map(({ name, fullName }) => ({ name, fullName }));
  known.set(key, types);
  return types;
}
