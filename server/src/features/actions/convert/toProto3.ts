import {
  isPackable,
  type LinkedFile,
  type ProtoSymbol,
  type TextEdit,
} from '../../../compiler/index.ts';
import { pseudoOption } from '../../hover/optionValues.ts';
import { addOptions } from '../addOption.ts';
import { syntaxEdit } from './header.ts';

/** Why a file of proto2 has no equal in proto3, with the first place; undefined when it has. */
export function whyNotProto3(linked: LinkedFile): string | undefined {
  for (const symbol of linked.symbols.values()) {
    const why = reasonOf(symbol);
    if (why !== undefined) {
      const line = linked.source.lines.positionAt(symbol.nameSpan.start).line + 1;
      return `"${symbol.fullName}" ${why} (line ${line})`;
    }
  }
  return undefined;
}

function reasonOf(symbol: ProtoSymbol): string | undefined {
  const { kind, node, field } = symbol;
  if (node.kind === 'group') {
    return 'is a group, which proto3 does not have';
  }
  if (field?.label === 'required') {
    return 'is required, which proto3 does not have';
  }
  if (kind === 'extension' && field?.extendee?.fullName.startsWith('google.protobuf.') !== true) {
    return 'is an extension of a message, which proto3 does not have';
  }
  if (pseudoOption(symbol, 'default') !== undefined) {
    return 'has a default of its own, which proto3 does not have';
  }
  if (node.kind === 'message' && node.members.some((member) => member.kind === 'extensions')) {
    return 'has extension ranges, which proto3 does not have';
  }
  return undefined;
}

/** What proto3 does otherwise and a file cannot ask it not to; in words, as a list. */
export function changesOfProto3({ symbols }: LinkedFile): readonly string[] {
  const all = [...symbols.values()];
  const hasEnum = all.some(({ kind }) => kind === 'enum');
  const hasString = all.some(
    ({ field }) => field?.type.kind === 'scalar' && field.type.scalar === 'string',
  );
  return [
    ...(hasEnum ? ['enums become open'] : []),
    ...(hasString ? ['strings must be UTF-8'] : []),
  ];
}

/** The edits that make a file of proto2 one of proto3; fields keep their presence and packing. */
export function toProto3(linked: LinkedFile): readonly TextEdit[] {
  const edits = [...linked.symbols.values()].map((symbol) =>
    staysExpanded(symbol) ? addOptions(linked.source, symbol.node, ['packed = false']) : undefined,
  );
  return [
    syntaxEdit(linked.source, 'syntax = "proto3";'),
    ...edits.filter((edit) => edit !== undefined),
  ];
}

/** Proto3 would pack it. */
function staysExpanded({ field, node }: ProtoSymbol): boolean {
  const isSaid =
    node.kind === 'field' &&
    node.options?.options.some(({ name }) => name[0]?.name.text === 'packed') === true;
  return field !== undefined && isPackable(field) && !field.packed && !isSaid;
}
