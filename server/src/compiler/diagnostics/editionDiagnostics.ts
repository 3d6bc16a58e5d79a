/** Findings about what comes and goes with editions: options, features, visibility, style. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { removal, replacement } from './fixes.ts';
import { makeError, makeWarning } from './make.ts';

export function featuresBeforeEditions(span: Span): Diagnostic {
  return makeError('features-before-editions', span, 'features are only valid under editions');
}

export function featureNotAllowed(span: Span, why: string): Diagnostic {
  return makeError('feature-not-allowed', span, why);
}

export function optionTarget(span: Span, name: string, entity: string): Diagnostic {
  return makeError(
    'option-target',
    span,
    `option ${name} cannot be set on an entity of type "${entity}"`,
  );
}

export function optionIntroduced(
  span: Span,
  name: string,
  editions: { readonly introduced: string; readonly used: string },
): Diagnostic {
  return makeError(
    'option-edition',
    span,
    `${name} wasn't introduced until edition ${editions.introduced} and can't be used in edition ${editions.used}`,
  );
}

export function optionRemoved(
  span: Span,
  name: string,
  removed: { readonly edition: string; readonly why: string },
): Diagnostic {
  const why = removed.why === '' ? '' : `: ${removed.why.replace(/\.$/, '')}`;
  return makeError(
    'option-edition',
    span,
    `${name} has been removed in edition ${removed.edition}${why}`,
  );
}

export function optionDeprecated(
  span: Span,
  name: string,
  deprecated: { readonly edition: string; readonly why: string },
): Diagnostic {
  const why = deprecated.why === '' ? '' : `: ${deprecated.why.replace(/\.$/, '')}`;
  return makeWarning(
    'option-deprecated',
    span,
    `${name} has been deprecated in edition ${deprecated.edition}${why}`,
  );
}

/** What a field says of its own support as an option does not hold together. */
export function featureSupport(span: Span, why: string): Diagnostic {
  return makeError('feature-support', span, why);
}

/** `what` reads as in `message name A`, `limit` as in `1500 fields`. */
export function protoLimit(span: Span, what: string, limit: string): Diagnostic {
  return makeError(
    'proto-limit',
    span,
    `${what} should not contain more than ${limit} (features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS turns this off)`,
  );
}

export function visibilityEdition(span: Span, keyword: string): Diagnostic {
  return makeError(
    'visibility-edition',
    span,
    `"${keyword}" is not supported before edition 2024`,
    { fixes: [removal(`Remove "${keyword}"`, span)] },
  );
}

export function strictExport(span: Span, name: string): Diagnostic {
  return makeError(
    'strict-export',
    span,
    `"${name}" is a nested message and cannot be exported with STRICT default_symbol_visibility; move it to the top level`,
  );
}

export function notVisible(span: Span, name: string, path: string, why: string): Diagnostic {
  return makeError(
    'not-visible',
    span,
    `symbol "${name}", defined in "${path}", is not visible here: ${why}`,
  );
}

export function namingStyle(span: Span, what: string, style: string): Diagnostic {
  return makeError(
    'naming-style',
    span,
    `${what} ${style} (features.enforce_naming_style = STYLE_LEGACY turns this off)`,
  );
}

export function obsoleteType(span: Span, type: string, instead: string): Diagnostic {
  return makeError(
    'obsolete-type',
    span,
    `type "${type}" is obsolete in unstable editions, use "${instead}" instead`,
    { fixes: [replacement(`Use ${instead}`, span, instead)] },
  );
}
