import { type DocumentSymbol, SymbolKind, SymbolTag } from 'vscode-languageserver-types';
import {
  type DeclarationNode,
  type ExtendNode,
  type FieldNode,
  type Node,
  type PackageNode,
  saysDeprecated,
  type SourceFile,
  type Span,
} from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { toRange } from './places.ts';

/** The outline of a document: nested as the text is, half-typed definitions included. */
export function documentSymbol(
  snapshot: Snapshot,
  { uri }: { readonly uri: string },
): DocumentSymbol[] {
  const source = snapshot.source(uri);
  return source === undefined ? [] : symbolsOf(source, source.tree.members);
}

function symbolsOf(source: SourceFile, nodes: readonly Node[]): DocumentSymbol[] {
  return nodes.flatMap((node) => symbolOf(source, node) ?? []);
}

function symbolOf(source: SourceFile, node: Node): DocumentSymbol | undefined {
  switch (node.kind) {
    case 'package':
      return make(source, node, { name: node.name, kind: SymbolKind.Package });
    case 'message':
      return make(source, node, {
        name: node.name,
        kind: SymbolKind.Struct,
        members: node.members,
      });
    case 'group':
      return make(source, node, {
        name: node.name,
        kind: SymbolKind.Struct,
        detail: 'group',
        members: node.members,
      });
    case 'enum':
      return make(source, node, { name: node.name, kind: SymbolKind.Enum, members: node.members });
    case 'enumValue':
      return make(source, node, {
        name: node.name,
        kind: SymbolKind.EnumMember,
        detail: node.number === undefined ? '' : textOf(source, node.number),
      });
    case 'service':
      return make(source, node, {
        name: node.name,
        kind: SymbolKind.Interface,
        members: node.members,
      });
    case 'method':
      return make(source, node, {
        name: node.name,
        kind: SymbolKind.Method,
        detail: [node.input, node.output]
          .map((type) => (type === undefined ? '(?)' : textOf(source, type)))
          .join(' → '),
      });
    case 'oneof':
      return make(source, node, {
        name: node.name,
        kind: SymbolKind.Object,
        detail: 'oneof',
        members: node.members,
      });
    case 'extend':
      return make(source, node, {
        name: node.extendee,
        kind: SymbolKind.Namespace,
        detail: 'extend',
        members: node.members,
      });
    case 'field':
      return make(source, node, {
        name: node.name,
        kind: SymbolKind.Field,
        detail: fieldDetail(source, node),
      });
    default:
      return undefined;
  }
}

interface Outline {
  readonly name: (Span & { readonly text: string }) | undefined;
  readonly kind: SymbolKind;
  readonly detail?: string;
  readonly members?: readonly Node[];
}

function make(
  source: SourceFile,
  node: DeclarationNode | ExtendNode | PackageNode,
  { name, kind, detail, members }: Outline,
): DocumentSymbol | undefined {
  if (name === undefined || name.text === '') {
    return undefined;
  }
  const isDeprecated = node.kind !== 'package' && node.kind !== 'extend' && saysDeprecated(node);
  return {
    name: name.text,
    kind,
    ...(isDeprecated && { tags: [SymbolTag.Deprecated] }),
    range: toRange(source, node),
    selectionRange: toRange(source, name),
    ...(detail === undefined ? {} : { detail }),
    ...(members === undefined ? {} : { children: symbolsOf(source, members) }),
  };
}

function fieldDetail(source: SourceFile, { label, type, number }: FieldNode): string {
  const parts = [label, type].map((part) => (part === undefined ? '' : textOf(source, part)));
  const value = number === undefined ? '' : `= ${textOf(source, number)}`;
  return [...parts, value].filter((part) => part !== '').join(' ');
}

function textOf(source: SourceFile, { start, end }: Span): string {
  return source.text.slice(start, end);
}
