import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { LinkedFile } from '../../compiler/index.ts';
import {
  type Definition,
  parentUri,
  type Snapshot,
  wellKnownPathOf,
} from '../../workspace/index.ts';
import { importEdit } from '../importEdit.ts';
import { toRange } from '../places.ts';
import type { CompletionContext } from './context.ts';
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
  const { snapshot, context } = request;
  const typed = context.prefix.text.toLowerCase();
  const nearness = nearnessFrom(request);
  const found: Candidate[] = [];
  for (const uri of snapshot.uris()) {
    const summary = snapshot.summary(uri);
    let rank: number | undefined;
    for (const definition of summary.definitions) {
      if (request.kinds.includes(definition.kind) && matches(definition, typed)) {
        rank ??= nearness(uri, summary.packageName);
        found.push({ uri, definition, rank: rank + fit(definition, typed) });
      }
    }
  }
  found.sort((a, b) => a.rank - b.rank || (a.definition.fullName < b.definition.fullName ? -1 : 1));
  const known = new Set<string>();
  const items: CompletionItem[] = [];
  for (const candidate of found) {
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

/** Whether the letters typed occur in order; with a dot, whether they begin a part of the name. */
function matches({ name, fullName }: Definition, typed: string): boolean {
  if (typed.includes('.')) {
    return `.${fullName.toLowerCase()}`.includes(typed.startsWith('.') ? typed : `.${typed}`);
  }
  let at = 0;
  const text = name.toLowerCase();
  for (const letter of typed) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
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
    ...(addImport === undefined
      ? {}
      : {
          additionalTextEdits: [{ range: toRange(source, addImport), newText: addImport.newText }],
        }),
  };
}
