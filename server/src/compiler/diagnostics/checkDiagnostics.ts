/** Findings of the rules of the language: one function each, messages in protoc's sense. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, Fix, RelatedPlace } from './diagnostic.ts';
import { makeError, makeWarning } from './make.ts';

function replacement(title: string, span: Span, newText: string): Fix {
  return { title, edits: [{ start: span.start, end: span.end, newText }] };
}

function removal(title: string, span: Span): Fix {
  return replacement(title, span, '');
}

// ---- Files --------------------------------------------------------------------------------------

export function unknownSyntax(span: Span, value: string): Diagnostic {
  return makeError(
    'unknown-syntax',
    span,
    `unrecognized syntax identifier "${value}"; there are "proto2" and "proto3"`,
    { fixes: [replacement('Use "proto3"', span, '"proto3"')] },
  );
}

export function genericServices(span: Span): Diagnostic {
  return makeWarning(
    'generic-services',
    span,
    'generic services (cc_generic_services, java_generic_services, and py_generic_services) are deprecated in favor of plugins for your RPC system',
  );
}

export function liteService(span: Span): Diagnostic {
  return makeError(
    'lite-service',
    span,
    'files with optimize_for = LITE_RUNTIME cannot define services unless both cc_generic_services and java_generic_services are false',
  );
}

export function unknownEdition(span: Span, value: string): Diagnostic {
  return makeError('unknown-edition', span, `unknown edition "${value}"`);
}

export function packageTwice(span: Span): Diagnostic {
  return makeError('package-twice', span, 'multiple package definitions', {
    fixes: [removal('Remove this package', span)],
  });
}

export function optionImportEdition(span: Span): Diagnostic {
  return makeError('option-import', span, 'option import is not supported before edition 2024');
}

export function importAfterOption(span: Span): Diagnostic {
  return makeError('import-order', span, 'imports should precede any option imports');
}

export function weakImportEdition(span: Span): Diagnostic {
  return makeError(
    'weak-import',
    span,
    'weak import is not supported in edition 2024 and above; consider option import',
    { fixes: [replacement('Use an option import', span, 'option')] },
  );
}

// ---- Numbers and ranges -------------------------------------------------------------------------

/** `next` is a number that is free. */
export function fieldNumber(span: Span, why: string, next: number | undefined): Diagnostic {
  const fixes = next === undefined ? [] : [replacement(`Use number ${next}`, span, String(next))];
  return makeError('field-number', span, why, { fixes });
}

export function duplicateFieldNumber(
  span: Span,
  use: { number: number; message: string; field: string; next: number; related: RelatedPlace },
): Diagnostic {
  return makeError(
    'duplicate-field-number',
    span,
    `field number ${use.number} has already been used in "${use.message}" by field "${use.field}"; next available field number is ${use.next}`,
    {
      related: [use.related],
      fixes: [replacement(`Use number ${use.next}`, span, String(use.next))],
    },
  );
}

/** `what` reads as in `field "a"`. */
export function reservedNumber(span: Span, what: string, number: number): Diagnostic {
  return makeError('reserved-number', span, `${what} uses reserved number ${number}`);
}

export function reservedName(span: Span, what: string): Diagnostic {
  return makeError('reserved-name', span, `${what} is reserved`);
}

export function reservedNameTwice(span: Span, name: string): Diagnostic {
  return makeError('reserved-name-twice', span, `name "${name}" is reserved multiple times`);
}

export function reservedNameForm(span: Span, name: string, isEditions: boolean): Diagnostic {
  return isEditions
    ? makeError(
        'reserved-name-form',
        span,
        'reserved names must be identifiers in editions, not string literals',
        { fixes: [replacement('Remove the quotes', span, name)] },
      )
    : makeError('reserved-name-form', span, 'reserved names must be string literals', {
        fixes: [replacement('Add quotes', span, `"${name}"`)],
      });
}

export function reservedNameInvalid(span: Span, name: string): Diagnostic {
  return makeWarning(
    'reserved-name-invalid',
    span,
    `reserved name "${name}" is not a valid identifier`,
  );
}

export function rangeOverlap(span: Span, own: string, other: string): Diagnostic {
  return makeError('range-overlap', span, `${own} overlaps with ${other}`);
}

export function rangeOrder(span: Span, kind: string): Diagnostic {
  return makeError(
    'range-order',
    span,
    `${kind} range end number must be greater than start number`,
  );
}

export function rangeBounds(span: Span, why: string): Diagnostic {
  return makeError('range-bounds', span, why);
}

export function rangeIncludesField(
  span: Span,
  range: string,
  field: string,
  number: number,
): Diagnostic {
  return makeError(
    'range-includes-field',
    span,
    `extension range ${range} includes field "${field}" (${number})`,
  );
}

// ---- Extensions ---------------------------------------------------------------------------------

export function extensionNumber(span: Span, message: string, number: number): Diagnostic {
  return makeError(
    'extension-number',
    span,
    `"${message}" does not declare ${number} as an extension number`,
  );
}

export function duplicateExtensionNumber(
  span: Span,
  use: {
    number: number;
    message: string;
    other: string;
    related: RelatedPlace;
    isElsewhere: boolean;
  },
): Diagnostic {
  const message = `extension number ${use.number} has already been used in "${use.message}" by extension "${use.other}"`;
  return use.isElsewhere
    ? makeWarning(
        'duplicate-extension-number',
        span,
        `${message} defined in ${use.related.path}`,
        use.related.path === '' ? {} : { related: [use.related] },
      )
    : makeError('duplicate-extension-number', span, message, { related: [use.related] });
}

export function extensionRequired(span: Span, name: string): Diagnostic {
  return makeError('extension-required', span, `the extension ${name} cannot be required`);
}

export function extensionDeclaration(span: Span, message: string): Diagnostic {
  return makeError('extension-declaration', span, message);
}

export function extensionInProto3(span: Span): Diagnostic {
  return makeError(
    'extension-in-proto3',
    span,
    'extensions in proto3 are only allowed for defining options',
  );
}

export function extensionsInProto3(span: Span): Diagnostic {
  return makeError('extensions-in-proto3', span, 'extension ranges are not allowed in proto3');
}

// ---- Fields -------------------------------------------------------------------------------------

export function missingLabel(span: Span): Diagnostic {
  const insert = (label: string): Fix =>
    replacement(`Insert "${label}"`, { start: span.start, end: span.start }, `${label} `);
  return makeError('missing-label', span, 'expected "required", "optional", or "repeated"', {
    fixes: [insert('optional'), insert('repeated')],
  });
}

export function labelInOneof(span: Span): Diagnostic {
  return makeError(
    'label-in-oneof',
    span,
    'fields in oneofs must not have labels (required / optional / repeated)',
    { fixes: [removal('Remove the label', span)] },
  );
}

export function labelOnMap(span: Span): Diagnostic {
  return makeError(
    'label-on-map',
    span,
    'field labels (required/optional/repeated) are not allowed on map fields',
    { fixes: [removal('Remove the label', span)] },
  );
}

export function mapInOneof(span: Span): Diagnostic {
  return makeError('map-in-oneof', span, 'map fields are not allowed in oneofs');
}

export function mapExtension(span: Span): Diagnostic {
  return makeError('map-extension', span, 'map fields are not allowed to be extensions');
}

export function mapKey(span: Span, why: string): Diagnostic {
  return makeError('map-key', span, why);
}

export function mapValueEnum(span: Span): Diagnostic {
  return makeError('map-value-enum', span, 'enum value in map must define 0 as the first value');
}

export function mapEntryName(span: Span, name: string, related: RelatedPlace): Diagnostic {
  return makeError(
    'map-entry-name',
    span,
    `expanded map entry type ${name} conflicts with an existing definition`,
    { related: [related] },
  );
}

export function requiredInProto3(span: Span): Diagnostic {
  return makeError('required-in-proto3', span, 'required fields are not allowed in proto3');
}

export function labelInEditions(span: Span, label: string): Diagnostic {
  const hint =
    label === 'required'
      ? 'use features.field_presence = LEGACY_REQUIRED'
      : 'all singular fields have presence unless features.field_presence says otherwise';
  return makeError(
    'label-in-editions',
    span,
    `label "${label}" is not supported in editions, ${hint}`,
    { fixes: [removal('Remove the label', span)] },
  );
}

export function groupInProto3(span: Span): Diagnostic {
  return makeError('group-in-proto3', span, 'groups are not supported in proto3 syntax');
}

export function groupInEditions(span: Span): Diagnostic {
  return makeError(
    'group-in-editions',
    span,
    'group syntax is no longer supported in editions; use features.message_encoding = DELIMITED on a message field',
  );
}

export function groupName(span: Span): Diagnostic {
  return makeError('group-name', span, 'group names must start with a capital letter');
}

export function closedEnum(span: Span, type: string, message: string): Diagnostic {
  return makeError(
    'closed-enum',
    span,
    `enum type "${type}" is not an open enum, but is used in "${message}" which is a proto3 message type`,
  );
}

export function implicitClosedEnum(span: Span): Diagnostic {
  return makeError('closed-enum', span, 'implicit presence enum fields must always be open');
}

export function ctypeEdition(span: Span): Diagnostic {
  return makeError(
    'ctype-edition',
    span,
    'ctype is not allowed under edition 2024 and beyond; use features.(pb.cpp).string_type',
  );
}

export function defaultInProto3(span: Span): Diagnostic {
  return makeError('default-in-proto3', span, 'explicit default values are not allowed in proto3');
}

export function defaultNotAllowed(span: Span, what: string): Diagnostic {
  return makeError('default-not-allowed', span, `${what} can't have default values`);
}

export function defaultValue(span: Span, why: string): Diagnostic {
  return makeError('default-value', span, why);
}

export function jsonNameValue(span: Span, why: string): Diagnostic {
  return makeError('json-name-value', span, why);
}

export function jsonNameExtension(span: Span): Diagnostic {
  return makeError(
    'json-name-extension',
    span,
    'option json_name is not allowed on extension fields',
  );
}

export function jsonNameConflict(
  span: Span,
  message: string,
  how: { related: RelatedPlace; isWarning: boolean },
): Diagnostic {
  const make = how.isWarning ? makeWarning : makeError;
  return make('json-name-conflict', span, message, { related: [how.related] });
}

export function optionNotAllowed(code: string, span: Span, why: string): Diagnostic {
  return makeError(code, span, why);
}

// ---- Enums --------------------------------------------------------------------------------------

export function emptyEnum(span: Span): Diagnostic {
  return makeError('empty-enum', span, 'enums must contain at least one value');
}

export function enumFirstZero(span: Span): Diagnostic {
  return makeError('enum-first-zero', span, 'the first enum value must be zero for open enums');
}

export function enumNumberRange(span: Span): Diagnostic {
  return makeError('enum-number', span, 'enum value is out of the range of an int32');
}

export function duplicateEnumNumber(
  span: Span,
  use: { name: string; other: string; next: number; related: RelatedPlace },
): Diagnostic {
  return makeError(
    'duplicate-enum-number',
    span,
    `"${use.name}" uses the same enum value as "${use.other}"; if this is intended, set 'option allow_alias = true;' in the enum; the next available enum value is ${use.next}`,
    {
      related: [use.related],
      fixes: [replacement(`Use value ${use.next}`, span, String(use.next))],
    },
  );
}

export function needlessAlias(span: Span, why: string): Diagnostic {
  return makeError('needless-alias', span, why, {
    fixes: [removal('Remove the option', span)],
  });
}

export function enumNameConflict(
  span: Span,
  name: string,
  other: string,
  how: { related: RelatedPlace; isWarning: boolean },
): Diagnostic {
  const make = how.isWarning ? makeWarning : makeError;
  return make(
    'enum-name-conflict',
    span,
    `enum name ${name} has the same name as ${other} if you ignore case and strip out the enum name prefix (if any)`,
    { related: [how.related] },
  );
}

// ---- Options, features, editions ----------------------------------------------------------------

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
