/** Findings about a file as a whole: its dialect, package and imports. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { removal, replacement } from './fixes.ts';
import { makeError, makeWarning } from './make.ts';

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

/** An edition that has a number but that files are not written in. */
export function unsupportedEdition(span: Span, value: string): Diagnostic {
  const phase = value === 'UNSTABLE' ? 'commandLine' : 'imports';
  return makeError('unsupported-edition', span, `edition "${value}" is not supported`, {
    protoc: { phase },
  });
}

export function liteImport(span: Span, path: string): Diagnostic {
  return makeError(
    'lite-import',
    span,
    `a file that does not use optimize_for = LITE_RUNTIME cannot import one that does: "${path}"`,
  );
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
