import { type Diagnostic, headerOf, type SourceFile, typeNameOf } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';

/** Findings that an import of the header may mend. */
const mendable: ReadonlySet<string> = new Set(['unknown-field', 'unknown-any']);

/**
 * A finding of an extension or a type that the document does not know, completed by the file of the
 * workspace that defines it.
 */
export function withMissingImport(
  snapshot: Snapshot,
  source: SourceFile,
  finding: Diagnostic,
): Diagnostic {
  const name = nameInBrackets(source, finding);
  const path = name === undefined ? undefined : pathDefining(snapshot, name);
  const { file, message, imports } = headerOf(source);
  const last = [file, message, ...imports]
    .filter((entry) => entry !== undefined)
    .reduce((end, entry) => Math.max(end, entry.end), 0);
  if (path === undefined || typeNameOf(source) !== undefined || last === 0) {
    return finding;
  }
  const newText = `\n# proto-import: ${path}`;
  return {
    ...finding,
    message: `${finding.message}; it is defined in "${path}", which the header does not name`,
    fixes: [
      { title: `Add "# proto-import: ${path}"`, edits: [{ start: last, end: last, newText }] },
      ...finding.fixes,
    ],
  };
}

function nameInBrackets(
  { text }: SourceFile,
  { code, start, end }: Diagnostic,
): string | undefined {
  const written = mendable.has(code) ? text.slice(start, end) : '';
  return /^\[(?:.*\/)?([\w.\s]+)\]$/s.exec(written)?.[1]?.replaceAll(/\s/g, '');
}

function pathDefining(snapshot: Snapshot, fullName: string): string | undefined {
  const uri = snapshot
    .filesDefining(fullName.slice(fullName.lastIndexOf('.') + 1))
    .find((each) =>
      snapshot.summary(each).definitions.some((definition) => definition.fullName === fullName),
    );
  return uri === undefined ? undefined : snapshot.importPathOf(uri);
}
