import { closestName } from '../base/index.ts';
import type { Diagnostic, LinkedFile, LinkedPart, ProtoSymbol } from '../compiler/index.ts';
import { shortestName } from './completion/names.ts';
import { scopeAt } from './missingNames.ts';

/**
 * What a mistyped name of a type may mean: the message or enum in sight whose name differs least,
 * written as its scope finds it. Undefined when none is near.
 */
export function meantName(linked: LinkedFile, { start, end }: Diagnostic): string | undefined {
  const written = linked.source.text.slice(start, end).replace(/\s+/g, '');
  const types = typesInSight(linked);
  const name = closestName(written.slice(written.lastIndexOf('.') + 1), types.keys());
  const meant = name === undefined ? undefined : types.get(name);
  return meant && shortestName(linked, scopeAt(linked, start), meant);
}

/** Full names by own names; of several with one name that of the nearest file. */
function typesInSight(linked: LinkedFile): ReadonlyMap<string, string> {
  const others = linked.visible.filter((file) => file !== linked);
  const types = new Map<string, string>();
  for (const list of [...linked.parts.map(typesOfPart), ...others.map(typesOfFile)]) {
    for (const { name, fullName } of list) {
      if (!types.has(name)) {
        types.set(name, fullName);
      }
    }
  }
  return types;
}

type TypeName = Pick<ProtoSymbol, 'name' | 'fullName'>;

/** By files and by what their parts say: few of them are new after a keystroke. */
const known = new WeakMap<object, readonly TypeName[]>();

function typesOfPart(part: LinkedPart): readonly TypeName[] {
  return typesOf(part.meaning, () => part.symbols);
}

function typesOfFile(file: LinkedFile): readonly TypeName[] {
  return typesOf(file, () => [...file.symbols.values()]);
}

function typesOf(key: object, symbols: () => readonly ProtoSymbol[]): readonly TypeName[] {
  const types =
    known.get(key) ??
    symbols()
      .filter(({ kind }) => kind === 'message' || kind === 'enum')
      .map(({ name, fullName }) => ({ name, fullName }));
  known.set(key, types);
  return types;
}
