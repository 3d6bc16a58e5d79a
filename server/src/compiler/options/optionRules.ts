import type { OptionRules } from '../link/model.ts';
import { decodeUtf8 } from '../source/utf8.ts';
import { MessageValue } from './values.ts';

/** Reads `targets` and `feature_support` from the options of a field; undefined without either. */
export function optionRulesOf(options: MessageValue): OptionRules | undefined {
  const targets = options.valuesOf('targets').filter((value) => typeof value === 'bigint');
  const support = options.valuesOf('feature_support')[0];
  if (!(support instanceof MessageValue)) {
    return targets.length === 0 ? undefined : { ...none, targets };
  }
  return {
    targets,
    introduced: numberOf(support, 'edition_introduced'),
    deprecated: numberOf(support, 'edition_deprecated'),
    removed: numberOf(support, 'edition_removed'),
    deprecationWarning: textOf(support, 'deprecation_warning'),
    removalError: textOf(support, 'removal_error'),
  };
}

const none = {
  introduced: undefined,
  deprecated: undefined,
  removed: undefined,
  deprecationWarning: undefined,
  removalError: undefined,
};

function numberOf(message: MessageValue, name: string): number | undefined {
  const value = message.valuesOf(name)[0];
  return typeof value === 'bigint' ? Number(value) : undefined;
}

function textOf(message: MessageValue, name: string): string | undefined {
  const value = message.valuesOf(name)[0];
  return value instanceof Uint8Array ? decodeUtf8(value) : undefined;
}
