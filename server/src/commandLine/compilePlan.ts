/**
 * Divides a large compilation into parts that need nothing of each other, so that each can be
 * compiled by a thread of its own and forgotten when it is done.
 */
import { dirname } from 'node:path/posix';
import { importOrder, parse } from '../compiler/index.ts';
import { scanImports } from './compileScan.ts';
import { bytesOf, type ImportRoot } from './protoPath.ts';

/** What one thread does in one go. */
export interface CompilePart {
  /**
   * Files that are compiled together, those asked for in the order of the command line. No group
   * needs anything of another.
   */
  readonly groups: readonly (readonly string[])[];
  /** How much text there is to compile, in bytes. */
  readonly size: number;
}

export interface CompilePlan {
  /** The largest first. */
  readonly parts: readonly CompilePart[];
  /** Files that so many others import that each thread compiles them for itself, and keeps them. */
  readonly shared: ReadonlySet<string>;
}

/** A file before it is parsed. */
interface Outline {
  readonly imports: readonly string[];
  readonly size: number;
}

/** What makes a part worth handing over, in bytes. */
const smallPart = 256_000;

/** The plan for some files; undefined when they have to be compiled in one go. */
export function planCompile(
  files: readonly string[],
  roots: readonly ImportRoot[],
): CompilePlan | undefined {
  const outlines = outlinesOf(files, roots);
  if (hasCycle(files, outlines)) {
    return undefined;
  }
  const shared = sharedFiles(outlines);
  return { parts: merged(partsOf(files, outlines, shared)), shared };
}

function outlinesOf(files: readonly string[], roots: readonly ImportRoot[]): Map<string, Outline> {
  const outlines = new Map<string, Outline>();
  const pending = [...files];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (!outlines.has(path)) {
      const outline = outlineOf(path, roots);
      outlines.set(path, outline);
      pending.push(...outline.imports);
    }
  }
  return outlines;
}

/** A file that is not there, or can't be read, has no imports; compiling it tells why. */
function outlineOf(path: string, roots: readonly ImportRoot[]): Outline {
  try {
    const bytes = bytesOf(roots, path);
    const imports = bytes && (scanImports(bytes) ?? parsedImports(path, bytes));
    return { imports: imports ?? [], size: bytes?.length ?? 0 };
  } catch {
    // What the file system throws here, it throws again.
    return { imports: [], size: 0 };
  }
}

function parsedImports(path: string, bytes: Buffer): string[] {
  return parse(path, bytes.toString()).tree.members.flatMap((member) =>
    member.kind === 'import' && member.path !== undefined ? [member.path.value] : [],
  );
}

/** What a cycle of imports gives depends on where it is entered, so it must not be divided. */
function hasCycle(files: readonly string[], outlines: ReadonlyMap<string, Outline>): boolean {
  const importsOf = (path: string): readonly string[] => outlines.get(path)?.imports ?? [];
  const places = new Map(importOrder(files, importsOf).map((path, index) => [path, index]));
  const placeOf = (path: string): number => places.get(path) ?? -1;
  return [...outlines].some(([path, { imports }]) =>
    imports.some((imported) => placeOf(imported) >= placeOf(path)),
  );
}

/** Files that many folders import, with all that they import. */
function sharedFiles(outlines: ReadonlyMap<string, Outline>): ReadonlySet<string> {
  const importers = new Map<string, Set<string>>();
  for (const [path, { imports }] of outlines) {
    for (const imported of imports) {
      const folders = importers.get(imported) ?? new Set();
      importers.set(imported, folders.add(dirname(path)));
    }
  }
  const total = sizeOf(outlines.keys(), outlines);
  for (let limit = 8; ; limit *= 2) {
    const hubs = [...importers].filter(([, folders]) => folders.size > limit);
    const shared = importOrder(
      hubs.map(([path]) => path),
      (path) => outlines.get(path)?.imports ?? [],
    );
    if (sizeOf(shared, outlines) <= total / 8) {
      return new Set(shared);
    }
  }
}

function sizeOf(paths: Iterable<string>, outlines: ReadonlyMap<string, Outline>): number {
  let size = 0;
  for (const path of paths) {
    size += outlines.get(path)?.size ?? 0;
  }
  return size;
}

/** Groups of files that imports connect, other than through shared files. */
function partsOf(
  files: readonly string[],
  outlines: ReadonlyMap<string, Outline>,
  shared: ReadonlySet<string>,
): CompilePart[] {
  const groups = new Groups();
  const own = (path: string): boolean => !shared.has(path);
  for (const [path, { imports }] of [...outlines].filter(([each]) => own(each))) {
    imports.filter(own).forEach((each) => void groups.join(path, each));
  }
  const parts = new Map<string, { files: string[]; size: number }>();
  const partOf = (path: string): { files: string[]; size: number } => {
    const key = shared.has(path) ? '' : groups.of(path);
    const part = parts.get(key) ?? { files: [], size: 0 };
    parts.set(key, part);
    return part;
  };
  files.forEach((path) => void partOf(path).files.push(path));
  for (const [path, { size }] of outlines) {
    partOf(path).size += size;
  }
  return [...parts.values()]
    .filter((part) => part.files.length > 0)
    .map(({ files, size }) => ({ groups: [files], size }));
}

/** Sets of paths that are joined one by one. */
class Groups {
  readonly #leaders = new Map<string, string>();

  /** One path of the group, the same for all in it. */
  of(path: string): string {
    let leader = path;
    for (let next = this.#leaders.get(leader); next !== undefined; next = this.#leaders.get(next)) {
      leader = next;
    }
    if (leader !== path) {
      this.#leaders.set(path, leader);
    }
    return leader;
  }

  join(one: string, other: string): void {
    const left = this.of(one);
    const right = this.of(other);
    if (left !== right) {
      this.#leaders.set(left, right);
    }
  }
}

/** Puts small parts together, as handing one over takes time. */
function merged(parts: readonly CompilePart[]): CompilePart[] {
  const done = parts.filter((part) => part.size >= smallPart);
  let groups: (readonly string[])[] = [];
  let size = 0;
  for (const part of parts.filter((each) => each.size < smallPart)) {
    groups.push(...part.groups);
    size += part.size;
    if (size >= smallPart) {
      done.push({ groups, size });
      groups = [];
      size = 0;
    }
  }
  const rest = groups.length > 0 ? [{ groups, size }] : [];
  return [...done, ...rest].sort((a, b) => b.size - a.size);
}
