/** Findings about fields: labels, maps, groups, defaults, JSON names. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, Fix, RelatedPlace } from './diagnostic.ts';
import { removal, replacement } from './fixes.ts';
import { makeError, makeWarning } from './make.ts';

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

export function implicitClosedEnum(span: Span, name: Span): Diagnostic {
  return makeError('closed-enum', span, 'implicit presence enum fields must always be open', {
    protoc: { at: name.start },
  });
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
