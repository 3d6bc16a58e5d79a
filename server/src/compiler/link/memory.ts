/**
 * What linking one text of a file remembers for the next. A declaration says what it said while its
 * own text is the same, while the statements that hold for the whole file and the files that it imports
 * are, and while that is so of every declaration that its names may lead to.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isWithin } from '../diagnostics/moved.ts';
import { anyPrefixes } from '../options/literals.ts';
import type { FileMember, Span } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { changeBetween, type TextChange } from '../syntax/textChange.ts';
import type { ResolveImport } from './imports.ts';
import type { Owners } from './ownNames.ts';
import type { Part, PartWork } from './part.ts';

/** What a declaration at file level said. */
export interface PartMemory {
  /** Where it stood when it said so. */
  readonly start: number;
  /** The names that it adds to the file's scope. */
  readonly own: readonly string[];
  /** Every word of the names that it wrote: another declaration matters to it only by one of them. */
  readonly words: ReadonlySet<string>;
  readonly usedFiles: readonly SourceFile[];
  readonly hasOptions: boolean;
  /** Rules that look at several declarations look at extensions alone. */
  readonly hasExtensions: boolean;
  readonly mayHaveAny: boolean;
  /** The names that it defines twice. */
  readonly clashes: readonly Diagnostic[];
  /** Those of the phases that look at one declaration. */
  readonly findings: readonly Diagnostic[];
  /** Whether what it said holds at another place too: no finding names a place outside of it. */
  readonly isMovable: boolean;
}

/** What all declarations of a file depend on. */
export interface FileBasis {
  readonly source: SourceFile;
  readonly resolved: ReadonlyMap<string, ReturnType<ResolveImport>>;
}

/** A member of a file, without its tree. */
interface Place extends Span {
  readonly kind: FileMember['kind'];
}

/** One that is a part. */
interface PartPlace extends Place {
  readonly own: readonly string[];
  readonly memory: PartMemory | undefined;
}

/** What stays of linking one text, for the next one. */
export interface LinkMemory {
  readonly path: string;
  readonly text: string;
  /** The statements that hold for the whole file; absent when there is something wrong with one. */
  readonly head: string | undefined;
  readonly resolved: FileBasis['resolved'];
  /** In order of the text. What is not well formed is not remembered. */
  readonly parts: readonly PartPlace[];
  /** The names that several of them have. */
  readonly repeated: ReadonlySet<string>;
  /** About as many bytes as it takes. */
  readonly weight: number;
}

/** Whether a member of a file is a part of its own. */
export function isPart({ kind }: FileMember): boolean {
  return kind === 'message' || kind === 'enum' || kind === 'service' || kind === 'extend';
}

function headOf(source: SourceFile): string | undefined {
  const members = source.tree.members.filter(
    ({ kind }) => kind === 'syntax' || kind === 'package' || kind === 'import' || kind === 'option',
  );
  return members.every((member) => isWellFormed(source, member))
    ? members.map(({ start, end }) => source.text.slice(start, end)).join('\n')
    : undefined;
}

/** Of such a member, the text alone decides what its tree is. */
function isWellFormed({ diagnostics }: SourceFile, { start, end }: Span): boolean {
  return !diagnostics.some((found) => found.end >= start && found.start <= end);
}

const bytesOfPart = 1000;

/** Notes what linking made of a file: of each part what it said, or what was known of it. */
export function remember(
  { source, resolved }: FileBasis,
  parts: readonly Part[],
  { repeated }: Owners,
): LinkMemory {
  const { path, text } = source;
  const places = parts.flatMap((part) => placeOf(source, part));
  const weight = text.length + parts.length * bytesOfPart;
  return { path, text, head: headOf(source), resolved, parts: places, repeated, weight };
}

function placeOf(source: SourceFile, { node, own, kept, made }: Part): PartPlace | readonly [] {
  if (node === undefined) {
    return [];
  }
  const { kind, start, end } = node;
  const memory = isWellFormed(source, node) ? (kept ?? made) : undefined;
  return { kind, start, end, own, memory };
}

/** Notes what was found of one part. */
export function rememberPart(
  part: Part,
  { node, work, source }: { node: FileMember; work: PartWork; source: SourceFile },
): PartMemory {
  const { clashes, own, hasExtensions } = part;
  const { findings } = work;
  const isMovable = [...clashes, ...findings].every((found) => isWithin(found, source.path, node));
  return {
    start: node.start,
    own,
    words: new Set([...work.names].flatMap((name) => name.split('.'))),
    usedFiles: [...work.usedFiles],
    hasOptions: work.linking.elements.length > 0,
    hasExtensions,
    mayHaveAny: mayHaveAny(source.text.slice(node.start, node.end)),
    clashes,
    findings,
    isMovable,
  };
}

/** Whether an option in some text may have a message of any type. */
export function mayHaveAny(text: string): boolean {
  return anyPrefixes.some((prefix) => text.includes(prefix));
}

/** Whether what is remembered may hold for any declaration of a file. */
export function fits(memory: LinkMemory, { source, resolved }: FileBasis): boolean {
  return (
    memory.path === source.path &&
    memory.head !== undefined &&
    memory.head === headOf(source) &&
    memory.resolved.size === resolved.size &&
    [...resolved].every(([each, file]) => memory.resolved.get(each) === file)
  );
}

/** What is remembered of each of some members that has the same text as before. */
export function knownParts(
  memory: LinkMemory,
  source: SourceFile,
  nodes: readonly FileMember[],
): readonly (PartMemory | undefined)[] {
  const known: (PartMemory | undefined)[] = nodes.map(() => undefined);
  const change = changeBetween(memory.text, source.text);
  const offset = nodes.length - memory.parts.length;
  const isTaken = (index: number, before: PartPlace | undefined): boolean => {
    const node = nodes[index];
    const isSame = node !== undefined && before !== undefined && isSamePlace(before, node, change);
    if (isSame && isWellFormed(source, node)) {
      known[index] = holdsAt(before.memory, node.start);
    }
    return isSame;
  };
  let first = 0;
  while (isTaken(first, memory.parts[first])) {
    first++;
  }
  let last = nodes.length - 1;
  while (last >= first && last - offset >= first && isTaken(last, memory.parts[last - offset])) {
    last--;
  }
  return known;
}

/** Whether a change leaves a member as it is, and what is there now is at its place. */
function isSamePlace(before: Place, now: Place, { start, oldEnd, newEnd }: TextChange): boolean {
  const moved = newEnd - oldEnd;
  const isBefore = now.end <= start && before.start === now.start && before.end === now.end;
  const isBehind =
    now.start >= newEnd && before.start + moved === now.start && before.end + moved === now.end;
  return before.kind === now.kind && (isBefore || isBehind);
}

function holdsAt(memory: PartMemory | undefined, start: number): PartMemory | undefined {
  return memory?.isMovable === true || memory?.start === start ? memory : undefined;
}

/** With so many names changed, linking anew takes no longer. */
const manyNames = 200;

/** Finds the parts of which all that is remembered holds, and notes it there. */
export function keepParts(parts: readonly Part[], memory: LinkMemory, { repeated }: Owners): void {
  const isAlone = (name: string): boolean => !repeated.has(name) && !memory.repeated.has(name);
  const held = new Set<PartMemory>();
  const changed = new Set<string>();
  for (const { known, own } of parts) {
    if (known !== undefined && own.every(isAlone)) {
      held.add(known);
    } else {
      own.forEach((name) => changed.add(name));
    }
  }
  for (const { own, memory: part } of memory.parts) {
    if (part === undefined || !held.has(part)) {
      own.forEach((name) => changed.add(name));
    }
  }
  dropDependents(held, changed);
  for (const part of parts) {
    const { known } = part;
    if (known !== undefined && held.has(known) && !known.hasExtensions) {
      part.kept = known;
    }
  }
}

/** Takes out of `held` all that a changed name may lead to, however indirectly. */
function dropDependents(held: Set<PartMemory>, changed: Set<string>): void {
  // A set gives what is added to it on the way, too.
  for (const name of changed) {
    if (changed.size > manyNames) {
      held.clear();
      return;
    }
    for (const part of held) {
      if (part.words.has(name)) {
        held.delete(part);
        part.own.forEach((each) => changed.add(each));
      }
    }
  }
}
