import { type CompletionItem, MarkupKind } from 'vscode-languageserver-types';
import type { ProtoSymbol } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { describe } from '../hover/describe.ts';

/** What an item carries to the client and back, to be described when it is looked at. */
interface ItemSource {
  /** The document that the list was made for. */
  readonly from: string;
  /** The document that defines what the item stands for. */
  readonly uri: string;
  readonly fullName: string;
}

/** Makes an item one that can be described later; not where its document is not known. */
export function documented(
  from: string,
  uri: string | undefined,
  { fullName }: Pick<ProtoSymbol, 'fullName'>,
): Pick<CompletionItem, 'data'> {
  const data: ItemSource | undefined = uri === undefined ? undefined : { from, uri, fullName };
  return data === undefined ? {} : { data };
}

/** The document that has to be loaded before an item can be described; absent when there is none. */
export function documentOf({ data }: CompletionItem): string | undefined {
  return readSource(data)?.uri;
}

/** The item with what a hover would say of it. */
export function resolveCompletion(snapshot: Snapshot, item: CompletionItem): CompletionItem {
  const source = readSource(item.data);
  const symbol = source && snapshot.linked(source.uri)?.symbols.get(source.fullName);
  if (source === undefined || symbol === undefined) {
    return item;
  }
  const value = describe(snapshot, source.from, symbol);
  return { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}

/** It comes back from the client, so it may be anything. */
function readSource(data: unknown): ItemSource | undefined {
  if (typeof data !== 'object' || data === null) {
    return undefined;
  }
  const [from, uri, fullName] = ['from', 'uri', 'fullName'].map((key) => textIn(data, key));
  return from === undefined || uri === undefined || fullName === undefined
    ? undefined
    : { from, uri, fullName };
}

function textIn(data: object, key: string): string | undefined {
  const value: unknown = Reflect.get(data, key);
  return typeof value === 'string' ? value : undefined;
}
