import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import {
  documentationOf,
  type FieldType,
  type LinkedFile,
  type ProtoSymbol,
} from '../compiler/index.ts';
import { pathBelow, type Snapshot } from '../workspace/index.ts';
import { importAt } from './importAt.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import { symbolAt } from './symbolAt.ts';

/** What a name or an import stands for: its declaration, its comment, where it is from. */
export function hover(snapshot: Snapshot, { uri, position }: PositionParams): Hover | undefined {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return undefined;
  }
  const offset = toOffset(linked.source, position);
  const ofImport = importHover(snapshot, uri, linked, offset);
  if (ofImport !== undefined) {
    return ofImport;
  }
  const named = symbolAt(linked, offset);
  return named === undefined
    ? undefined
    : {
        contents: { kind: MarkupKind.Markdown, value: describe(snapshot, uri, named.symbol) },
        range: toRange(linked.source, named.span),
      };
}

function importHover(
  snapshot: Snapshot,
  uri: string,
  { source }: LinkedFile,
  offset: number,
): Hover | undefined {
  const found = importAt(source, offset);
  if (found === undefined) {
    return undefined;
  }
  const target = snapshot.resolveImport(uri, found.path.value);
  const value =
    target === undefined
      ? `\`${found.path.value}\` was not found below any import root:\n\n${rootList(snapshot)}`
      : `\`${found.path.value}\`\n\n${originOf(snapshot, target, found.path.value)}`;
  return {
    contents: { kind: MarkupKind.Markdown, value },
    range: toRange(source, found.path),
  };
}

function rootList(snapshot: Snapshot): string {
  const lines = snapshot.roots.map(({ uri, origin }) => `- \`${readable(uri)}\` (${origin})`);
  return lines.length === 0 ? 'there is no import root' : lines.slice(0, 20).join('\n');
}

const origins = {
  settings: 'import root from the settings',
  buf: 'module of a buf file',
  inferred: 'import root inferred from the imports of the workspace',
  folder: 'workspace folder',
} as const;

function originOf(snapshot: Snapshot, target: string, path: string): string {
  const root = snapshot.roots.find((each) => pathBelow(each.uri, target) === path);
  return root === undefined
    ? 'built in with Protobuf'
    : `${readable(target)}\n\nfrom \`${readable(root.uri)}\`, ${origins[root.origin]}`;
}

function readable(uri: string): string {
  return decodeURIComponent(uri.replace(/^file:\/\//, ''));
}

function describe(snapshot: Snapshot, from: string, symbol: ProtoSymbol): string {
  const doc = documentationOf(symbol.file, symbol.node);
  const uri = snapshot.uriOf(symbol.file);
  const parts = [
    `\`\`\`proto\n${declarationOf(symbol)}\n\`\`\``,
    doc,
    `*${kindOf(symbol)}* \`${symbol.fullName}\``,
    uri === undefined || uri === from ? undefined : `from \`${symbol.file.path}\``,
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

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

function typeName(type: FieldType): string {
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
