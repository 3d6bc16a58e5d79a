import type { Diagnostic } from 'vscode-languageserver-types';
import type { Snapshot } from '../workspace/index.ts';
import { dependsOnOthers } from './breaking.ts';
import { lintBasis } from './lintModule.ts';
import { notDefinedCode } from './missingNames.ts';

/**
 * What the findings of a document were made from: as long as each entry is the same, so are they.
 * Nothing is linked for it. An edit of another file counts if this one imports it, however
 * indirectly, and if it changes more there than comments and white space; or if a finding points
 * into that file. The first entry is the text itself. To be completed when `findingsOf` comes to look at something else.
 */
export function diagnosticsBasis(
  snapshot: Snapshot,
  { uri, findings }: { readonly uri: string; readonly findings: readonly Diagnostic[] },
): readonly unknown[] {
  const lacksNames = findings.some(({ code }) => code === notDefinedCode);
  const closure = importClosure(snapshot, uri);
  const source = snapshot.source(uri);
  const isCompared = snapshot.baseline !== undefined && source !== undefined;
  return [
    source,
    // The files there are, their packages and their imports.
    snapshot.roots,
    lacksNames ? definitionsOf(snapshot) : undefined,
    ...lintBasis(snapshot, uri),
    snapshot.baseline,
    isCompared && dependsOnOthers(source) ? definitionsOf(snapshot) : undefined,
    snapshot.problem(uri),
    ...closure.flatMap((each) => [snapshot.meaning(each), snapshot.problem(each)]),
    ...othersOf(findings, uri).map((other) => snapshot.source(other)),
  ];
}

/** Files still come in while it is not complete, and an index of their names would be for nothing. */
function definitionsOf(snapshot: Snapshot): unknown {
  return snapshot.isComplete ? snapshot.definitionsVersion() : snapshot;
}

/** All that a file imports, without itself. */
function importClosure(snapshot: Snapshot, uri: string): readonly string[] {
  const seen = new Set([uri]);
  // A set gives what is added to it on the way, too.
  for (const each of seen) {
    for (const imported of snapshot.imported(each)) {
      if (imported !== undefined) {
        seen.add(imported);
      }
    }
  }
  return [...seen].slice(1);
}

/** The other files that findings point into. */
function othersOf(findings: readonly Diagnostic[], uri: string): readonly string[] {
  const uris = findings.flatMap(({ relatedInformation = [] }) =>
    relatedInformation.map(({ location }) => location.uri),
  );
  return [...new Set(uris)].filter((other) => other !== uri);
}
