import type { Location } from 'vscode-languageserver-types';
import type { LinkedFile, MethodTypeNode, ProtoSymbol } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { locationOf, type PositionParams, toOffset } from './places.ts';
import { symbolAt } from './symbolAt.ts';

/**
 * Where the types are defined of what a position names: of a field its message or enum, of an rpc its
 * request and its response, of an enum value its enum. A type is its own.
 */
export function typeDefinition(snapshot: Snapshot, { uri, position }: PositionParams): Location[] {
  const linked = snapshot.linked(uri);
  const symbol = linked && symbolAt(linked, toOffset(linked.source, position))?.symbol;
  return symbol === undefined
    ? []
    : typesOf(snapshot, symbol).flatMap((type) => locationOf(snapshot, type) ?? []);
}

/** Without repetition. */
function typesOf(snapshot: Snapshot, symbol: ProtoSymbol): readonly ProtoSymbol[] {
  switch (symbol.kind) {
    case 'message':
    case 'enum':
      return [symbol];
    case 'enumValue':
      return symbol.parent === undefined ? [] : [symbol.parent];
    case 'field':
    case 'extension':
      return typeOfField(symbol);
    case 'method':
      return typesOfMethod(snapshot, symbol);
    default:
      return [];
  }
}

/** Of a map the type of its values. */
function typeOfField({ field }: ProtoSymbol): readonly ProtoSymbol[] {
  const type = field?.type;
  switch (type?.kind) {
    case 'message':
    case 'group':
    case 'enum':
      return [type.symbol];
    case 'map':
      return type.entry.children.slice(1).flatMap(typeOfField);
    default:
      return [];
  }
}

function typesOfMethod(snapshot: Snapshot, { node, file }: ProtoSymbol): readonly ProtoSymbol[] {
  const uri = snapshot.uriOf(file);
  const linked = uri === undefined ? undefined : snapshot.linked(uri);
  return linked === undefined || node.kind !== 'method'
    ? []
    : [...new Set([node.input, node.output].flatMap((type) => meantBy(linked, type) ?? []))];
}

function meantBy(linked: LinkedFile, node: MethodTypeNode | undefined): ProtoSymbol | undefined {
  return node?.type === undefined ? undefined : linked.references.get(node.type);
}
