import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
} from 'vscode-languageserver-types';
import type { LinkedFile } from '../../compiler/index.ts';
import {
  type DefinedName,
  type Definition,
  hasInOrder,
  parentUri,
  type Snapshot,
  wellKnownPaths,
  wellKnownUri,
} from '../../workspace/index.ts';
import { importEdit } from '../importEdit.ts';
import { toRange } from '../places.ts';
import type { CompletionContext } from './context.ts';
import { documented } from './documented.ts';
import { scopeOf, shortestName } from './names.ts';

/** More are not sent: the client asks again as the word grows. */
export const maximumTypes = 200;

export interface TypeRequest {
  readonly snapshot: Snapshot;
  readonly uri: string;
  readonly linked: LinkedFile;
  readonly context: CompletionContext;
  readonly kinds: readonly Definition['kind'][];
}

export interface TypeItems {
  readonly items: readonly CompletionItem[];
  readonly isIncomplete: boolean;
}

/** Types of the whole workspace, the nearest first; accepting one adds its import. */
export function typeItems(request: TypeRequest): TypeItems {
  const { snapshot } = request;
  const found = candidates(request);
  const known = new Set<string>();
  const items: CompletionItem[] = [];
  for (const candidate of found.inOrder()) {
    // The same file may be found below two roots, and stands for itself then.
    const key = `${candidate.definition.fullName} ${snapshot.importPathOf(candidate.uri)}`;
    if (known.has(key)) {
      continue;
    }
    if (items.length === maximumTypes) {
      return { items, isIncomplete: true };
    }
    known.add(key);
    items.push(toItem(request, candidate, items.length));
  }
  return { items, isIncomplete: found.isCut };
}

interface Candidate {
  readonly uri: string;
  readonly definition: Definition;
  /** See `nearnessFrom`. */
  readonly rank: number;
}

/** The types that fit what is typed: those of near files first, others while they may be shown. */
function candidates(request: TypeRequest): BestCandidates {
  const { snapshot, context, kinds } = request;
  const best = new BestCandidates(kinds);
  const typed = typedName(context.prefix.text);
  const near = nearFiles(request);
  for (const [uri, rank] of near) {
    for (const definition of snapshot.summary(uri).definitions.filter(typed.fits)) {
      best.add(uri, definition, kindOf(rank, typed, definition.name.toLowerCase()));
    }
  }
  for (const { lowerCase, files } of typed.among(snapshot)) {
    const kind = kindOf(elsewhere, typed, lowerCase);
    if (best.isFull(kind)) {
      best.isCut = true;
      continue;
    }
    for (const [uri, definitions] of files) {
      for (const definition of near.has(uri) ? [] : definitions) {
        best.add(uri, definition, kind);
      }
    }
  }
  return best;
}

/** Of its rank, what begins as typed comes first. */
function kindOf(rank: number, typed: TypedName, lowerCase: string): number {
  return 2 * rank + (typed.begins(lowerCase) ? 0 : 1);
}

interface TypedName {
  readonly begins: (lowerCase: string) => boolean;
  /** Whether a definition has the letters in their order; with a dot, a part that begins so. */
  readonly fits: (definition: Definition) => boolean;
  /** The names of the workspace that fit. */
  readonly among: (snapshot: Snapshot) => Iterable<DefinedName>;
}

function typedName(text: string): TypedName {
  const typed = text.toLowerCase();
  const last = typed.slice(typed.lastIndexOf('.') + 1);
  const begins = (lowerCase: string): boolean => lowerCase.startsWith(last);
  if (!typed.includes('.')) {
    const fits = ({ name }: Definition): boolean => hasInOrder(name.toLowerCase(), typed);
    return { begins, fits, among: (snapshot) => snapshot.definitionsWith(typed) };
  }
  const part = typed.startsWith('.') ? typed : `.${typed}`;
  const fits = ({ fullName }: Definition): boolean => `.${fullName.toLowerCase()}`.includes(part);
  return { begins, fits, among: (snapshot) => everywhere(snapshot, fits) };
}

function* everywhere(
  snapshot: Snapshot,
  fits: (definition: Definition) => boolean,
): Iterable<DefinedName> {
  for (const uri of snapshot.uris()) {
    for (const definition of snapshot.summary(uri).definitions.filter(fits)) {
      yield { lowerCase: definition.name.toLowerCase(), files: new Map([[uri, [definition]]]) };
    }
  }
}

/** The first so many of each kind: see `kindOf`. In a large workspace thousands fit and few are shown. */
class BestCandidates {
  readonly #wanted: TypeRequest['kinds'];
  readonly #kinds: readonly Candidate[][] = Array.from({ length: 2 * elsewhere + 2 }, () => []);
  /** Whether there are more. */
  isCut = false;

  constructor(wanted: TypeRequest['kinds']) {
    this.#wanted = wanted;
  }

  add(uri: string, definition: Definition, kind: number): void {
    if (!this.#wanted.includes(definition.kind)) {
      return;
    }
    if (this.isFull(kind)) {
      this.isCut = true;
    } else {
      this.#kinds[kind]?.push({ uri, definition, rank: kind >> 1 });
    }
  }

  isFull(kind: number): boolean {
    return (this.#kinds[kind]?.length ?? 0) >= 2 * maximumTypes;
  }

  *inOrder(): Iterable<Candidate> {
    for (const candidates of this.#kinds) {
      yield* candidates.sort((one, other) =>
        one.definition.fullName < other.definition.fullName ? -1 : 1,
      );
    }
  }
}

/** The rank of what is not near. */
const elsewhere = 4;

/** 0 the file itself, 1 those in sight, 2 of the same package, 3 of the same folder or built in. */
function nearFiles({ snapshot, uri, linked }: TypeRequest): ReadonlyMap<string, number> {
  const { packageName, visible } = linked;
  const inSight = visible.flatMap(({ source }) => snapshot.uriOf(source) ?? []);
  const ofPackage = packageName === '' ? [] : snapshot.filesOf({ packageName });
  const ofFolder = snapshot.filesOf({ folder: parentUri(uri) });
  const builtIn = wellKnownPaths.flatMap((path) => wellKnownUri(path) ?? []);
  const ranks = new Map<string, number>();
  for (const [rank, files] of [[uri], inSight, ofPackage, [...ofFolder, ...builtIn]].entries()) {
    for (const file of files) {
      ranks.set(file, ranks.get(file) ?? rank);
    }
  }
  return ranks;
}

const itemKinds: Readonly<Record<Definition['kind'], CompletionItemKind>> = {
  message: CompletionItemKind.Struct,
  enum: CompletionItemKind.Enum,
  service: CompletionItemKind.Interface,
  method: CompletionItemKind.Method,
  extension: CompletionItemKind.Field,
};

function toItem(
  { snapshot, uri, linked, context }: TypeRequest,
  { uri: provider, definition, rank }: Candidate,
  index: number,
): CompletionItem {
  const { source } = linked;
  const importPath = snapshot.importPathOf(provider);
  const isVisible = provider === uri || rank <= 1;
  const addImport = isVisible ? undefined : importEdit(source, importPath);
  const { prefix, blocks } = context;
  const name = prefix.text.startsWith('.')
    ? `.${definition.fullName}`
    : shortestName(linked, scopeOf(linked.packageName, blocks), definition.fullName);
  return {
    label: definition.name,
    labelDetails: { description: importPath },
    kind: itemKinds[definition.kind],
    ...(definition.isDeprecated && { tags: [CompletionItemTag.Deprecated] }),
    detail: addImport === undefined ? definition.fullName : `${definition.fullName} (adds import)`,
    sortText: `1${String(index).padStart(5, '0')}`,
    filterText: prefix.text.includes('.') ? prefix.text : definition.name,
    textEdit: { range: toRange(source, prefix), newText: name },
    ...documented(uri, provider, definition),
    ...(addImport === undefined
      ? {}
      : {
          additionalTextEdits: [{ range: toRange(source, addImport), newText: addImport.newText }],
        }),
  };
}
