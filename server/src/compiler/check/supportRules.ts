/** What a field or a value says of the editions in which it may be used as an option. */
import { featureSupport } from '../diagnostics/editionDiagnostics.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import type { OptionRules } from '../link/model.ts';
import { optionRulesOf } from '../options/optionRules.ts';

/** It comes before it goes, and says why it goes. */
export function checkFeatureSupport(linking: Linking, symbol: DefinedSymbol): void {
  const options = linking.options.get(symbol)?.value;
  const rules = options && optionRulesOf(options);
  const why = rules && problemOf(symbol.fullName, rules);
  if (why !== undefined) {
    linking.report(featureSupport(symbol.nameSpan, why));
  }
}

function problemOf(name: string, rules: OptionRules): string | undefined {
  const { introduced, deprecated, removed, deprecationWarning, removalError } = rules;
  if (deprecated !== undefined && deprecationWarning === undefined) {
    return `${name} is deprecated but does not specify a deprecation warning`;
  }
  if (deprecated === undefined && deprecationWarning !== undefined) {
    return `${name} specifies a deprecation warning but is not marked deprecated in any edition`;
  }
  if (removed !== undefined && removalError === undefined && removed !== introduced) {
    return `${name} has been removed but does not specify a removal error`;
  }
  if (removed === undefined && removalError !== undefined) {
    return `${name} specifies a removal error but is not marked removed in any edition`;
  }
  if (isBefore(deprecated, introduced)) {
    return `${name} was deprecated before it was introduced`;
  }
  if (isBefore(removed, introduced)) {
    return `${name} was removed before it was introduced`;
  }
  return deprecated !== undefined && removed !== undefined && deprecated >= removed
    ? `${name} was deprecated after it was removed`
    : undefined;
}

function isBefore(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && one < other;
}
