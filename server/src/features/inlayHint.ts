import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver-types';
import type { InlayHintSettings } from '../../../protocol/language.ts';
import {
  jsonNameOf,
  type LinkedFile,
  type NameNode,
  type Node,
  type ProtoSymbol,
  type Span,
} from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { fileFeatures } from './hover/featureFacts.ts';
import { pseudoOption } from './hover/optionValues.ts';
import { membersOfOneof } from './hover/typeFacts.ts';
import { encodingOf, hex, isFieldNumber, tagBytes } from './hover/wire.ts';
import { meet, toPosition, toSpan } from './places.ts';
import { remembered } from './remembered.ts';

export interface InlayHintParams {
  readonly uri: string;
  readonly range: Range;
  /** Which kinds are wanted; the others cost nothing. */
  readonly kinds: InlayHintSettings;
}

/** What holds in the text of a range but is not written there. */
export function inlayHint(snapshot: Snapshot, { uri, range, kinds }: InlayHintParams): InlayHint[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined || !Object.values(kinds).some((isOn) => isOn === true)) {
    return [];
  }
  const place: Place = { linked, kinds, span: toSpan(linked.source, range) };
  return [
    ...(kinds.features === true ? featureHints(place) : []),
    ...(kinds.packages === true ? packageHints(place) : []),
    ...symbolHints(place),
  ];
}

interface Place {
  readonly linked: LinkedFile;
  readonly kinds: InlayHintSettings;
  readonly span: Span;
}

/** Behind the edition, the features that hold in the file. */
function featureHints({ linked, span }: Place): InlayHint[] {
  const node = linked.source.tree.members.find((member) => member.kind === 'syntax');
  const value = node?.value;
  if (linked.syntax !== 'editions' || value === undefined || !meet(value, span)) {
    return [];
  }
  const features = fileFeatures(linked);
  const label = features.map((feature) => feature.slice(feature.indexOf('=') + 2)).join(', ');
  return [{ ...hint(linked, node?.end ?? value.end, label), tooltip: features.join('\n') }];
}

/** Before the short name of a type that several visible packages define, its package. */
function packageHints({ linked, span }: Place): InlayHint[] {
  const names = [...linked.references].flatMap(([reference, symbol]) =>
    'kind' in reference && reference.kind === 'name' && meet(reference, span)
      ? [{ reference, symbol }]
      : [],
  );
  const others = names.filter(({ reference, symbol }) => isShort(reference, symbol));
  if (others.length === 0) {
    return [];
  }
  const isAmbiguous = (name: string): boolean =>
    new Set(
      linked.visible.filter((file) => typesOf(file).has(name)).map((file) => file.packageName),
    ).size > 1;
  const ambiguous = [...new Set(others.map(({ symbol }) => symbol.name))].filter(isAmbiguous);
  return others
    .filter(({ symbol }) => ambiguous.includes(symbol.name))
    .map(({ reference, symbol }) => {
      const prefix = symbol.fullName.slice(0, symbol.fullName.length - reference.text.length);
      return hint(linked, reference.start, prefix, { before: true });
    });
}

function isShort({ parts, absolute, text }: NameNode, { kind, fullName }: ProtoSymbol): boolean {
  const isType = kind === 'message' || kind === 'enum';
  return isType && !absolute && parts.length === 1 && fullName.endsWith(`.${text}`);
}

/** The short names of the types that a file defines. */
const typesOf = remembered(({ symbols }: LinkedFile): ReadonlySet<string> => {
  const types = [...symbols.values()].filter(({ kind }) => kind === 'message' || kind === 'enum');
  return new Set(types.map(({ name }) => name));
});

function symbolHints(place: Place): InlayHint[] {
  const { fieldTags, presence, packed, jsonNames, defaults, oneofNumbers } = place.kinds;
  const wanted = [fieldTags, presence, packed, jsonNames, defaults, oneofNumbers].some(Boolean);
  if (!wanted) {
    return [];
  }
  return [...place.linked.symbols.values()]
    .filter(({ node }) => meet(node, place.span))
    .flatMap((symbol) =>
      symbol.kind === 'oneof' ? oneofHints(place, symbol) : fieldHints(place, symbol),
    );
}

/** Behind the number of a field one hint with all that is wanted of it. */
function fieldHints({ linked, kinds }: Place, symbol: ProtoSymbol): InlayHint[] {
  const number = numberOf(symbol.node);
  if (symbol.field === undefined || number === undefined) {
    return [];
  }
  const texts = [
    kinds.fieldTags === true ? tagText(symbol) : undefined,
    kinds.presence === true ? presenceText(symbol) : undefined,
    kinds.packed === true && symbol.field.packed ? 'packed' : undefined,
    kinds.jsonNames === true ? jsonText(symbol) : undefined,
    kinds.defaults === true ? defaultText(symbol) : undefined,
  ].filter((text) => text !== undefined);
  return texts.length === 0 ? [] : [hint(linked, number.end, texts.join(', '))];
}

function numberOf(node: Node): Span | undefined {
  return node.kind === 'field' || node.kind === 'group' ? node.number : undefined;
}

function tagText({ field }: ProtoSymbol): string | undefined {
  const encoding = field && encodingOf(field);
  return encoding === undefined || !isFieldNumber(field?.number)
    ? undefined
    : hex(tagBytes(field.number, field.packed ? 2 : encoding.wireType));
}

function presenceText({ kind, field }: ProtoSymbol): string | undefined {
  const isPlain = field?.type.kind === 'scalar' || field?.type.kind === 'enum';
  return isPlain &&
    kind === 'field' &&
    field.label === 'optional' &&
    field.oneof === undefined &&
    field.features.fieldPresence === 'implicit'
    ? 'implicit'
    : undefined;
}

function jsonText(symbol: ProtoSymbol): string | undefined {
  const json = jsonNameOf(symbol);
  const isWritten = pseudoOption(symbol, 'json_name') !== undefined;
  return symbol.kind === 'extension' || isWritten || json === symbol.name
    ? undefined
    : JSON.stringify(json);
}

/** Of an enum its first value; that other types begin at zero is known. */
function defaultText(symbol: ProtoSymbol): string | undefined {
  const { field } = symbol;
  const isPlain = field?.label === 'optional' && field.type.kind === 'enum';
  const first = isPlain ? field.type.symbol.children[0]?.name : undefined;
  return first === undefined || pseudoOption(symbol, 'default') !== undefined
    ? undefined
    : `default ${first}`;
}

/** Behind the brace of a oneof the numbers of its fields. */
function oneofHints({ linked, kinds }: Place, symbol: ProtoSymbol): InlayHint[] {
  const body = symbol.node.kind === 'oneof' ? symbol.node.body : undefined;
  if (kinds.oneofNumbers !== true || body === undefined) {
    return [];
  }
  const numbers = membersOfOneof(symbol).flatMap(({ field }) => field?.number ?? []);
  return numbers.length === 0 ? [] : [hint(linked, body.start, numbers.join(', '))];
}

function hint(
  { source }: LinkedFile,
  offset: number,
  label: string,
  { before }: { readonly before: boolean } = { before: false },
): InlayHint {
  return {
    position: toPosition(source, offset),
    label,
    kind: InlayHintKind.Type,
    ...(before ? {} : { paddingLeft: true }),
  };
}
