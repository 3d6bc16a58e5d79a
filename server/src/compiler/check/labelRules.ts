import {
  groupInEditions,
  groupInProto3,
  groupName,
  labelInEditions,
  labelInOneof,
  labelOnMap,
  mapExtension,
  mapInOneof,
  missingLabel,
  requiredInProto3,
} from '../diagnostics/fieldDiagnostics.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import type { FieldNode, GroupNode } from '../syntax/ast.ts';

/** Which labels a field may have depends on the dialect and on what is around it. */
export function checkLabel(linking: Linking, symbol: DefinedSymbol): void {
  const { node } = symbol;
  if (node.kind !== 'field' && node.kind !== 'group') {
    return;
  }
  if (symbol.oneof !== undefined || isMap(node)) {
    checkNoLabel(linking, symbol, node);
  } else if (node.label === undefined) {
    if (linking.syntax === 'proto2') {
      linking.report(missingLabel(node.kind === 'group' ? node.keyword : (node.type ?? node)));
    }
  } else if (linking.syntax === 'editions' && node.label.label !== 'repeated') {
    linking.report(labelInEditions(node.label, node.label.label));
  } else if (linking.syntax === 'proto3' && node.label.label === 'required') {
    linking.report(requiredInProto3(node.label));
  }
}

function checkNoLabel(linking: Linking, symbol: DefinedSymbol, node: FieldNode | GroupNode): void {
  if (node.label !== undefined) {
    linking.report(symbol.oneof === undefined ? labelOnMap(node.label) : labelInOneof(node.label));
  }
}

/** A map is a plain field of a message. */
export function checkMapPlace(linking: Linking, symbol: DefinedSymbol): void {
  const { node } = symbol;
  if (node.kind !== 'field' || node.type?.kind !== 'mapType') {
    return;
  }
  if (symbol.oneof !== undefined) {
    linking.report(mapInOneof(node.type));
  } else if (symbol.kind === 'extension') {
    linking.report(mapExtension(node.type));
  }
}

/** Groups are for proto2, and their names begin with a capital. */
export function checkGroup(linking: Linking, symbol: DefinedSymbol): void {
  const { node } = symbol;
  if (node.kind !== 'group') {
    return;
  }
  if (linking.syntax === 'proto3') {
    linking.report(groupInProto3(node.keyword));
  } else if (linking.syntax === 'editions') {
    linking.report(groupInEditions(node.keyword));
  }
  if (node.name !== undefined && !/^[A-Z]/.test(node.name.text)) {
    linking.report(groupName(node.name));
  }
}

function isMap(node: FieldNode | GroupNode): boolean {
  return node.kind === 'field' && node.type?.kind === 'mapType';
}
