import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { LinkedFile } from '../../compiler/index.ts';
import {
  type DefinedIn,
  type Definition,
  parentUri,
  type Snapshot,
  wellKnownPathOf,
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
  // The same file may be found below two roots, and stands for itself then.
  for (const candidate of firstOf(found, 2 * maximumTypes, inOrder)) {
    const key = `${candidate.definition.fullName} ${snapshot.importPathOf(candidate.uri)}`;
    if (!known.has(key) && items.length < maximumTypes) {
      known.add(key);
      items.push(toItem(request, candidate, items.length));
    }
  }
  return { items, isIncomplete: found.length > items.length };
}

interface Candidate {
  readonly uri: string;
  readonly definition: Definition;
  readonly rank: number;
}

/** The types that fit what is typed, in no order. */
function candidates(request: TypeRequest): readonly Candidate[] {
  const { snapshot, context, kinds } = request;
  const typed = context.prefix.text.toLowerCase();
  const nearness = nearnessFrom(request);
  const ranks = new Map<string, number>();
  const found: Candidate[] = [];
  for (const [uri, definitions] of fitting(snapshot, typed)) {
    const rank = ranks.get(uri) ?? nearness(uri, snapshot.summary(uri).packageName);
    ranks.set(uri, rank);
    for (const definition of definitions) {
      if (kinds.includes(definition.kind)) {
        found.push({ uri, definition, rank: rank + fit(definition, typed) });
      }
    }
  }
  return found;
}

function inOrder(one: Candidate, other: Candidate): number {
  return one.rank - other.rank || (one.definition.fullName < other.definition.fullName ? -1 : 1);
}

/** The first of many items in an order, sorted: in a large workspace thousands fit, and few are shown. */
function firstOf<T>(
  items: readonly T[],
  count: number,
  compare: (one: T, other: T) => number,
): readonly T[] {
  let first: T[] = [];
  let last: T | undefined;
  for (const item of items) {
    if (last === undefined || compare(item, last) < 0) {
      first.push(item);
    }
    if (first.length === 2 * count) {
      first = first.sort(compare).slice(0, count);
      last = first.at(-1);
    }
  }
  return first.sort(compare).slice(0, count);
}

/** Definitions with the letters typed in their order; with a dot, those with a part that begins so. */
function* fitting(snapshot: Snapshot, typed: string): Iterable<DefinedIn> {
  if (!typed.includes('.')) {
    yield* snapshot.definitionsWith(typed);
    return;
  }
  const part = typed.startsWith('.') ? typed : `.${typed}`;
  for (const uri of snapshot.uris()) {
    const { definitions } = snapshot.summary(uri);
    yield [uri, definitions.filter(({ fullName }) => `.${fullName.toLowerCase()}`.includes(part))];
  }
}

/** A tenth of a rank: a name that begins with what was typed comes first among its neighbours. */
function fit({ name }: Definition, typed: string): number {
  const last = typed.slice(typed.lastIndexOf('.') + 1);
  return name.toLowerCase().startsWith(last) ? 0 : 0.5;
}

/** 0 the file itself, 1 in sight, 2 same package, 3 same folder or built in, 4 elsewhere. */
function nearnessFrom({
  snapshot,
  uri,
  linked,
}: TypeRequest): (other: string, packageName: string) => number {
  const visible = new Set(linked.visible.map(({ source }) => snapshot.uriOf(source)));
  return (other, packageName) => {
    if (other === uri) {
      return 0;
    }
    if (visible.has(other)) {
      return 1;
    }
    if (packageName !== '' && packageName === linked.packageName) {
      return 2;
    }
    return parentUri(other) === parentUri(uri) || wellKnownPathOf(other) !== undefined ? 3 : 4;
  };
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
  const isVisible = provider === uri || Math.floor(rank) <= 1;
  const addImport = isVisible ? undefined : importEdit(source, importPath);
  const { prefix, blocks } = context;
  const name = prefix.text.startsWith('.')
    ? `.${definition.fullName}`
    : shortestName(linked, scopeOf(linked.packageName, blocks), definition.fullName);
  return {
    label: definition.name,
    labelDetails: { description: importPath },
    kind: itemKinds[definition.kind],
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
