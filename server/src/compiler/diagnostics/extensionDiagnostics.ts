/** Findings about extensions and what declares them. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, RelatedPlace } from './diagnostic.ts';
import { makeError, makeWarning } from './make.ts';

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

export function liteExtension(span: Span): Diagnostic {
  return makeError(
    'lite-extension',
    span,
    'extensions of messages that are not lite can only be declared in files that are not lite',
  );
}
