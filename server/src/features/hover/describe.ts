import {
  documentationOf,
  type FieldType,
  type LinkedFile,
  type ProtoSymbol,
} from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { exampleOf } from './example.ts';
import { sizesText, toJson } from './exampleForms.ts';
import { fieldFacts } from './fieldFacts.ts';
import { jsonForm } from './jsonForm.ts';
import { bullets, codeBlock, codeSpan, safeMarkdown } from './markdown.ts';
import { methodFacts } from './methodFacts.ts';
import { optionFacts, optionOwner } from './optionFacts.ts';
import { isDeprecated } from './optionValues.ts';
import { countText, enumFacts, enumValueFacts, messageFacts, oneofFacts } from './typeFacts.ts';

/**
 * All that a symbol is, as Markdown: declaration, comment, name, facts, an example, its file. `more` are
 * facts that take longer to find.
 */
export function describe(
  snapshot: Snapshot,
  from: string,
  symbol: ProtoSymbol,
  more: readonly string[] = [],
): string {
  const uri = snapshot.uriOf(symbol.file);
  const linked = uri === undefined ? undefined : snapshot.linked(uri);
  const doc = documentationOf(symbol.file, symbol.node);
  const known = linked && (linkedSymbol(linked, symbol) ?? symbol);
  const parts = [
    codeBlock('proto', declarationOf(symbol)),
    linked !== undefined && known !== undefined && isDeprecated(linked, known)
      ? '**Deprecated**'
      : undefined,
    doc === undefined ? undefined : safeMarkdown(doc),
    `*${kindOf(symbol)}* ${codeSpan(symbol.fullName)}`,
    linked && known && bullets([...factsOf(linked, known), ...more]),
    symbol.kind === 'message' ? exampleText(symbol) : undefined,
    uri === undefined || uri === from ? undefined : `from ${codeSpan(symbol.file.path)}`,
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

/** Options are found by the symbol of its own file's link, which in a circle of imports is another one. */
function linkedSymbol({ symbols }: LinkedFile, symbol: ProtoSymbol): ProtoSymbol | undefined {
  const found = symbols.get(symbol.fullName);
  return found?.node === symbol.node && found.kind === symbol.kind ? found : undefined;
}

function factsOf(linked: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  switch (symbol.kind) {
    case 'field':
    case 'extension': {
      const owner = optionOwner(symbol);
      return owner === undefined ? fieldFacts(linked, symbol) : optionFacts(owner, symbol);
    }
    case 'message':
      return messageFacts(linked, symbol);
    case 'enum':
      return enumFacts(linked, symbol);
    case 'enumValue':
      return enumValueFacts(symbol);
    case 'method':
      return methodFacts(linked, symbol);
    case 'service':
      return [countText(symbol.children.length, 'rpc')];
    case 'oneof':
      return oneofFacts(symbol);
  }
}

function exampleText(symbol: ProtoSymbol): string | undefined {
  const form = jsonForm({ kind: 'message', symbol });
  if (form !== 'object') {
    return `JSON: ${form ?? 'unknown'}`;
  }
  const example = exampleOf(symbol);
  if (example === undefined) {
    return undefined;
  }
  const cut = example.isCut ? ' (without the last or the deepest fields)' : '';
  return [
    `Example${cut}: ${sizesText(symbol.name, example.message)}`,
    codeBlock('json', JSON.stringify(toJson(example.message), undefined, 2)),
  ].join('\n\n');
}

/** What a symbol is called, with what it is a part of. */
function kindOf({ kind, field }: ProtoSymbol): string {
  switch (kind) {
    case 'enumValue':
      return 'enum value';
    case 'method':
      return 'rpc';
    case 'field':
      return field?.oneof === undefined ? 'field' : `field of oneof ${field.oneof.name}`;
    case 'extension':
      return `extension of ${field?.extendee?.fullName ?? 'an unknown message'}`;
    default:
      return kind;
  }
}

/** The declaration on a line, types in full. */
function declarationOf(symbol: ProtoSymbol): string {
  const { node, field } = symbol;
  if (field !== undefined) {
    const number = field.number === undefined ? '?' : String(field.number);
    return `${labelOf(symbol)}${typeName(field.type)} ${symbol.name} = ${number}`;
  }
  switch (node.kind) {
    case 'enumValue':
      return `${symbol.name} = ${textOf(symbol, node.number)}`;
    case 'method':
      return `rpc ${symbol.name}${textOf(symbol, node.input)} returns ${textOf(symbol, node.output)}`;
    default:
      return `${symbol.kind} ${symbol.name}`;
  }
}

/** The label as written: what an absent one means depends on the dialect. */
function labelOf({ node }: ProtoSymbol): string {
  const label = 'label' in node ? node.label : undefined;
  return label === undefined ? '' : `${label.label} `;
}

/** A type as a file would write it, names in full. */
export function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'message':
    case 'enum':
      return type.symbol.fullName;
    case 'group':
      return `group ${type.symbol.fullName}`;
    case 'map':
      return `map<${type.entry.children.map(({ field }) => (field ? typeName(field.type) : '?')).join(', ')}>`;
    case 'unresolved':
      return '?';
  }
}

function textOf(
  { file }: ProtoSymbol,
  span: { readonly start: number; readonly end: number } | undefined,
): string {
  return span === undefined ? '?' : file.text.slice(span.start, span.end);
}
