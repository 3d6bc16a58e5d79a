import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
} from 'vscode-languageserver-types';
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
  for (const candidate of found.inOrder()) {
    // The same file may be found below two roots, and stands for itself then.
    const key = `${candidate.definition.fullName} ${snapshot.importPathOf(candidate.uri)}`;
    if (!known.has(key) && items.length < maximumTypes) {
      known.add(key);
      items.push(toItem(request, candidate, items.length));
    }
  }
  return { items, isIncomplete: found.count > items.length };
}

interface Candidate {
  readonly uri: string;
  readonly definition: Definition;
  /** See `nearnessFrom`. */
  readonly rank: number;
}

/** The types that fit what is typed. */
function candidates(request: TypeRequest): BestCandidates {
  const { snapshot, context, kinds } = request;
  const typed = context.prefix.text.toLowerCase();
  const begins = beginningWith(typed);
  const nearness = nearnessFrom(request);
  const ranks = new Map<string, number>();
  const best = new BestCandidates();
  for (const [uri, definitions] of fitting(snapshot, typed)) {
    const rank = ranks.get(uri) ?? nearness(uri, snapshot.summary(uri).packageName);
    ranks.set(uri, rank);
    for (const definition of definitions) {
      if (kinds.includes(definition.kind)) {
        best.add(uri, definition, 2 * rank + (begins(definition) ? 0 : 1));
      }
    }
  }
  return best;
}

/** Whether a name begins with the last part that was typed; names often come several times in a row. */
function beginningWith(typed: string): (definition: Definition) => boolean {
  const last = typed.slice(typed.lastIndexOf('.') + 1);
  let asked = '';
  let answer = false;
  return ({ name }) => {
    if (name !== asked) {
      asked = name;
      answer = name.slice(0, last.length).toLowerCase() === last;
    }
    return answer;
  };
}

/**
 * The nearest candidates, those that begin as typed first among their neighbours. In a large
 * workspace thousands fit and few are shown, so of each kind no more are kept than can be.
 */
class BestCandidates {
  /** Two for each rank. */
  readonly #kinds: Candidate[][] = Array.from({ length: 10 }, () => []);
  /** From this kind on nothing can be shown any more. */
  #end = this.#kinds.length;
  count = 0;

  /** `kind` is twice the rank, and one more for a name that does not begin as typed. */
  add(uri: string, definition: Definition, kind: number): void {
    this.count++;
    const others = kind < this.#end ? this.#kinds[kind] : undefined;
    if (others !== undefined && others.length < 2 * maximumTypes) {
      others.push({ uri, definition, rank: kind >> 1 });
      this.#end = others.length === 2 * maximumTypes ? kind + 1 : this.#end;
    }
  }

  *inOrder(): Iterable<Candidate> {
    for (const candidates of this.#kinds) {
      yield* candidates.sort((one, other) =>
        one.definition.fullName < other.definition.fullName ? -1 : 1,
      );
    }
  }
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
