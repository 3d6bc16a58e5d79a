/** Findings of linking: imports, names defined twice, references that lead nowhere. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, RelatedPlace } from './diagnostic.ts';
import { makeError, makeWarning } from './make.ts';

export function importNotFound(span: Span, path: string): Diagnostic {
  return makeError(
    'import-not-found',
    span,
    `import "${path}" was not found below any import root`,
  );
}

export function cyclicImport(span: Span, chain: readonly string[]): Diagnostic {
  return makeError('cyclic-import', span, `file recursively imports itself: ${chain.join(' -> ')}`);
}

export function importedTwice(span: Span, path: string, fix: Span): Diagnostic {
  return makeError('imported-twice', span, `import "${path}" was listed twice`, {
    fixes: [{ title: 'Remove the second import', edits: [{ ...fix, newText: '' }] }],
  });
}

/** `removal` is the line of the import, its line break included. */
export function unusedImport(span: Span, path: string, removal: Span): Diagnostic {
  const edits = [{ start: removal.start, end: removal.end, newText: '' }];
  return makeWarning('unused-import', span, `import ${path} is unused`, {
    fixes: [{ title: 'Remove unused import', edits }],
  });
}

/** `where` is the other place; `scope` the message or package that holds the name, if any. */
export function alreadyDefined(
  span: Span,
  name: string,
  where: { readonly scope: string; readonly related: readonly RelatedPlace[] },
): Diagnostic {
  const suffix = where.scope === '' ? '' : ` in "${where.scope}"`;
  return makeError('already-defined', span, `"${name}" is already defined${suffix}`, {
    related: where.related,
  });
}

/** The other definition stands in another file. */
export function alreadyDefinedInFile(span: Span, name: string, related: RelatedPlace): Diagnostic {
  return makeError(
    'already-defined',
    span,
    `"${name}" is already defined in file "${related.path}"`,
    { related: [related] },
  );
}

/** An enum value clashes because values are siblings of their enum, not members of it. */
export function enumValueScope(span: Span, name: string, related: RelatedPlace): Diagnostic {
  return makeError(
    'already-defined',
    span,
    `"${name}" is already defined: enum values use C++ scoping rules, so they are siblings of their type, not children of it`,
    { related: [related] },
  );
}

export function definedAsPackage(span: Span, name: string, path: string): Diagnostic {
  return makeError(
    'defined-as-package',
    span,
    `"${name}" is already defined (as a package) in file "${path}"`,
  );
}

export function packageIsDefinition(span: Span, name: string, related: RelatedPlace): Diagnostic {
  return makeError(
    'package-is-definition',
    span,
    `"${name}" is already defined (as something other than a package) in file "${related.path}"`,
    { related: [related] },
  );
}

export function notDefined(span: Span, name: string): Diagnostic {
  return makeError('not-defined', span, `"${name}" is not defined`);
}

/** An inner scope has the first component of the name, so the search ended there. */
export function notDefinedInScope(span: Span, name: string, tried: string): Diagnostic {
  const edits = [{ start: span.start, end: span.start, newText: '.' }];
  return makeError(
    'not-defined',
    span,
    `"${name}" is resolved to "${tried}", which is not defined; ` +
      `the innermost scope is searched first, a leading dot (".${name}") starts at the outermost`,
    { fixes: [{ title: `Start at the outermost scope: ".${name}"`, edits }] },
  );
}

export function notAType(span: Span, name: string): Diagnostic {
  return makeError('not-a-type', span, `"${name}" is not a type`);
}

/** `meant` is what the name stands for outside of the message that has the map. */
export function mapEntryAsType(
  span: Span,
  { name, entry, meant }: Readonly<Record<'name' | 'entry' | 'meant', string>>,
): Diagnostic {
  const edits = [{ start: span.start, end: span.end, newText: `.${meant}` }];
  return makeError(
    'not-a-type',
    span,
    `"${name}" means the entry "${entry}" of a map here, which is no type of a field; ` +
      `write ".${meant}" for the one outside`,
    { fixes: [{ title: `Change to .${meant}`, edits }] },
  );
}

export function notAMessage(span: Span, name: string): Diagnostic {
  return makeError('not-a-message', span, `"${name}" is not a message type`);
}
