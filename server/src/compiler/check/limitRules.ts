/** How much fits into one definition, from edition 2026 on. */
import { protoLimit } from '../diagnostics/editionDiagnostics.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';

const maxFields = 1500;
const maxValues = 1700;

/** A message does not have more fields than code generators can cope with. */
export function checkFieldCount(linking: Linking, message: DefinedSymbol): void {
  const fields = message.children.filter((child) => child.kind === 'field');
  if (fields.length > maxFields && hasLimits(message)) {
    const what = `message name ${message.name}`;
    linking.report(protoLimit(message.nameSpan, what, `${maxFields} fields`));
  }
}

/** Nor does an enum have more values. */
export function checkValueCount(linking: Linking, symbol: DefinedSymbol): void {
  if (symbol.children.length > maxValues && hasLimits(symbol)) {
    const what = `enum name ${symbol.name}`;
    linking.report(protoLimit(symbol.nameSpan, what, `${maxValues} values`));
  }
}

function hasLimits(symbol: DefinedSymbol): boolean {
  return symbol.features.enforceProtoLimits === 'limits2026';
}
