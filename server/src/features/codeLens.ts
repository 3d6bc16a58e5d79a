import type { CodeLens } from 'vscode-languageserver-types';
import type {
  CallMethodArguments,
  CodeLensSettings,
  LanguageCommands,
  ShowReferencesArguments,
} from '../../../protocol/language.ts';
import type { LinkedFile, ProtoSymbol } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { countReferences, type ReferenceCount } from './countReferences.ts';
import { type DataDocument, withDataDocuments } from './data/documents.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import type { Steps } from './steps.ts';
import { symbolAt } from './symbolAt.ts';

export interface CodeLensParams {
  readonly uri: string;
  /** What is absent is on. */
  readonly kinds: CodeLensSettings;
}

/** A lens above every rpc that calls it, and one above every message and enum that counts its references. */
export function codeLens(snapshot: Snapshot, { uri, kinds }: CodeLensParams): CodeLens[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return [];
  }
  const { calls = true, references = true } = kinds;
  return [
    ...(calls ? callLenses(linked, uri) : []),
    ...(references ? referenceLenses(linked, uri) : []),
  ];
}

/** The name whose references a lens is to count. */
export function countedBy(lens: CodeLens): PositionParams | undefined {
  const uri = documentOf(lens);
  return uri === undefined ? undefined : { uri, position: lens.range.start };
}

/**
 * Counts the references of a lens that was answered earlier, those in documents that hold messages among
 * them. Wants every file read.
 */
export function* resolveCodeLens(
  files: Snapshot,
  lens: CodeLens,
  documents: readonly DataDocument[] = [],
): Steps<CodeLens> {
  const snapshot = withDataDocuments(files, documents);
  const uri = documentOf(lens);
  const linked = uri === undefined ? undefined : snapshot.linked(uri);
  const symbol = linked && symbolAt(linked, toOffset(linked.source, lens.range.start))?.symbol;
  if (uri === undefined || symbol === undefined) {
    return { ...lens, command: { title: 'moved', command: '' } };
  }
  const count = yield* countReferences(
    snapshot,
    symbol,
    documents.map((document) => document.uri),
  );
  const { line, character } = lens.range.start;
  const target: ShowReferencesArguments = { uri, line, character };
  return {
    range: lens.range,
    command: {
      title: titleOf(count),
      command: count.count === 0 ? '' : showReferences,
      arguments: [target],
    },
  };
}

const showReferences = 'protoAtlas.showReferences' satisfies keyof LanguageCommands;

function titleOf({ count, isCut }: ReferenceCount): string {
  return `${count}${isCut ? '+' : ''} ${count === 1 && !isCut ? 'reference' : 'references'}`;
}

function callLenses({ source, topLevel }: LinkedFile, uri: string): CodeLens[] {
  const services = topLevel.filter(({ kind }) => kind === 'service');
  return services.flatMap((service) =>
    service.children.map((method) => {
      const target: CallMethodArguments = { uri, service: service.fullName, method: method.name };
      return {
        range: toRange(source, method.nameSpan),
        command: {
          title: '▶ Call',
          command: 'protoAtlas.callMethod' satisfies keyof LanguageCommands,
          arguments: [target],
        },
      };
    }),
  );
}

/** Beyond that many lenses a file is made by a program, and only what is not nested has one. */
const maximumLenses = 2000;

/** What a lens that is to be resolved keeps. */
interface LensData {
  readonly uri: string;
}

function referenceLenses({ source, topLevel, symbols }: LinkedFile, uri: string): CodeLens[] {
  const all = [...symbols.values()].filter(isCounted);
  const data: LensData = { uri };
  return (all.length > maximumLenses ? topLevel.filter(isCounted) : all)
    .slice(0, maximumLenses)
    .map(({ nameSpan }) => ({ range: toRange(source, nameSpan), data }));
}

/**
 * Nothing in a `.proto` file can name a service or an rpc, a group is named by its own field, and a
 * map's entry is not written.
 */
function isCounted({ kind, node }: ProtoSymbol): boolean {
  return (kind === 'message' && node.kind === 'message') || kind === 'enum';
}

function documentOf({ data }: CodeLens): string | undefined {
  const value: unknown = data;
  return typeof value === 'object' &&
    value !== null &&
    'uri' in value &&
    typeof value.uri === 'string'
    ? value.uri
    : undefined;
}
