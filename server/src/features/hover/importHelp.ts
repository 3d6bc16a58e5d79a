import {
  type ImportRoot,
  isBelow,
  pathBelow,
  type RootOrigin,
  type Snapshot,
  type TriedRoot,
  wellKnownPathOf,
} from '../../workspace/index.ts';
import { bullets, codeSpan } from './markdown.ts';

/** More places are counted only. */
const maximumPlaces = 12;

/**
 * Markdown about an import: the file that it means, the root that it was found by and who says that
 * this is one, and where else was looked, in order.
 */
export function importHelp(snapshot: Snapshot, uri: string, path: string): string {
  const target = snapshot.resolveImport(uri, path);
  const tried = snapshot.searchImport(uri, path);
  if (target === undefined) {
    const reason = `${codeSpan(path)} was not found below any import root.`;
    const looked = tried.length === 0 ? 'There is no import root.' : 'Looked for, in this order:';
    return sections([reason, looked, placeList(snapshot, tried)]);
  }
  const at = tried.findIndex((each) => each.uri === target);
  const found = tried[at];
  const before = tried.slice(0, Math.max(at, 0));
  const hidden = tried.slice(at + 1).filter(({ exists, uri: other }) => exists && other !== target);
  return sections([
    codeSpan(path),
    found === undefined ? builtIn(target) : foundBy(snapshot, found),
    before.length > 0 && `Not found before, in this order:`,
    placeList(snapshot, before),
    hidden.length > 0 && 'Also found, but later:',
    placeList(snapshot, hidden),
  ]);
}

function sections(parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part !== undefined && part !== false).join('\n\n');
}

function builtIn(target: string): string {
  return wellKnownPathOf(target) === undefined ? readable(target) : 'built in with Protobuf';
}

function foundBy(snapshot: Snapshot, { root, uri }: TriedRoot): string {
  return `${codeSpan(shown(snapshot, uri))}\n\nfrom ${rootHelp(snapshot, root)}`;
}

function placeList(snapshot: Snapshot, places: readonly TriedRoot[]): string | undefined {
  const more = places.length - maximumPlaces;
  return bullets([
    ...places.slice(0, maximumPlaces).map(({ root, exists }) => {
      const isAbsent = !exists && root.isLibrary === true && root.fetch !== undefined;
      const advice = isAbsent ? `; is it fetched? ${codeSpan(root.fetch)}` : '';
      return `${rootHelp(snapshot, root)}${advice}`;
    }),
    ...(more > 0 ? [`and ${more} more`] : []),
  ]);
}

/** The folder of a root and why it is one. */
function rootHelp(snapshot: Snapshot, root: ImportRoot): string {
  const prefix = root.prefix === undefined ? '' : ` as ${codeSpan(`${root.prefix}/`)}`;
  return `${codeSpan(shown(snapshot, root.uri))}${prefix}: ${reasonOf(snapshot, root)}`;
}

const reasons: Readonly<Record<RootOrigin, string>> = {
  settings: 'from the setting `protoAtlas.importRoots`',
  buf: 'from buf’s',
  bazel: 'from Bazel’s',
  go: 'from Go’s',
  maven: 'from Maven’s',
  gradle: 'from Gradle’s',
  cmake: 'from CMake’s',
  cargo: 'from Cargo’s',
  protoc: 'from a `protoc` command in',
  node: 'from npm’s',
  inferred: 'inferred',
  folder: 'the workspace folder',
};

function reasonOf(snapshot: Snapshot, { origin, place, votes }: ImportRoot): string {
  if (origin !== 'inferred') {
    return place === undefined
      ? reasons[origin]
      : `${reasons[origin]} ${link(snapshot, place.uri, place.line)}`;
  }
  const count = votes === 1 ? 'one import' : `${votes} imports`;
  return place === undefined || votes === 0
    ? 'inferred from the packages of its files'
    : `inferred from ${count}, such as in ${link(snapshot, place.uri, undefined)}`;
}

function link(snapshot: Snapshot, uri: string, line: number | undefined): string {
  const place = line === undefined ? '' : `:${line + 1}`;
  const name = `${shown(snapshot, uri)}${place}`.replace(/[\\[\]`*_<]/g, '\\$&');
  return uri.startsWith('file:') ? `[${name}](${uri}${place.replace(':', '#L')})` : name;
}

/** From the workspace folder that holds it, when there is only one; else the whole path. */
function shown({ folders }: Snapshot, uri: string): string {
  const [folder = ''] = folders;
  if (folders.length === 1 && (uri === folder || isBelow(folder, uri))) {
    return pathBelow(folder, uri) ?? '.';
  }
  return readable(uri);
}

function readable(uri: string): string {
  return decodeURIComponent(uri.replace(/^file:\/\//, ''));
}
