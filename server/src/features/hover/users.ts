import type { LinkedFile, ProtoSymbol } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { TypeSearch } from '../naming/typeSearch.ts';
import { usesIn } from '../naming/typeUses.ts';
import { codeSpan } from './markdown.ts';
import { countText } from './typeFacts.ts';

/** In more files than these nobody is looked for: a hover has to come at once. */
const mostFiles = 20_000;
/** Files that are linked because the index does not say enough of them. */
const mostLinked = 5;
const mostNames = 4;

/**
 * Which messages and services are made with a type, and in how many files. None for what is no type,
 * and while files are still being read.
 */
export function userFacts(snapshot: Snapshot, symbol: ProtoSymbol): readonly string[] {
  const search = snapshot.isComplete ? TypeSearch.of(snapshot, symbol) : undefined;
  const found = search && findUsers(snapshot, symbol, search);
  const isUnsure = found?.isCut === true && found.files === 0;
  return found === undefined || isUnsure ? [] : [textOf(found, symbol)];
}

interface Users {
  /** Full names, those of the type's own file first. */
  readonly names: ReadonlySet<string>;
  readonly files: number;
  /** Whether there may be more. */
  readonly isCut: boolean;
}

function findUsers(snapshot: Snapshot, symbol: ProtoSymbol, search: TypeSearch): Users | undefined {
  const home = snapshot.uriOf(symbol.file);
  const own = home === undefined ? undefined : snapshot.linked(home);
  const names = new Set(own && usersIn(own, symbol));
  let [files, seen, linked] = [names.size > 0 ? 1 : 0, 0, 0];
  for (const uri of snapshot.uris()) {
    if (++seen > mostFiles) {
      return undefined;
    }
    if (uri === home || !snapshot.mentions(uri, symbol.name)) {
      continue;
    }
    const known = search.placesIn(uri)?.map(({ scope }) => scope);
    const file = known === undefined && ++linked <= mostLinked ? snapshot.linked(uri) : undefined;
    const users = known ?? (file && usersIn(file, symbol)) ?? [];
    files += users.length > 0 ? 1 : 0;
    const { packageName } = snapshot.summary(uri);
    users.filter((name) => name !== packageName).forEach((name) => names.add(name));
  }
  names.delete(symbol.fullName);
  return { names, files, isCut: linked > mostLinked };
}

function usersIn(file: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  return usesIn(file)
    .filter(({ used }) => used === symbol)
    .map(({ user }) => (user.kind === 'method' ? (user.parent ?? user) : user).fullName);
}

function textOf({ names, files, isCut }: Users, symbol: ProtoSymbol): string {
  if (files === 0) {
    return symbol.kind === 'enum' ? 'no field uses it' : 'no field or rpc uses it';
  }
  if (names.size === 0) {
    // By its own fields, or by extensions of other messages.
    return `used in ${countText(files, 'file')}`;
  }
  const shown = [...names].slice(0, mostNames).map((name) => codeSpan(shortened(name, symbol)));
  const more = names.size - shown.length;
  const others = more === 0 ? '' : ` and ${more} more`;
  const least = isCut ? 'at least ' : '';
  return `used by ${shown.join(', ')}${others}, in ${least}${countText(files, 'file')}`;
}

/** Without the package that both are in. */
function shortened(name: string, { fullName, name: own, parent }: ProtoSymbol): string {
  let top = parent;
  while (top?.parent !== undefined) {
    top = top.parent;
  }
  const outer = top ?? { fullName, name: own };
  const packageName = outer.fullName.slice(0, outer.fullName.length - outer.name.length);
  return name.startsWith(packageName) ? name.slice(packageName.length) : name;
}
