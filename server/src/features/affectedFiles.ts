import type { FileProblem, FileSummary, LintedModule, Snapshot } from '../workspace/index.ts';

/** What tells whether findings may have changed, without linking a file. */
export interface WorkspaceFacts {
  readonly files: ReadonlyMap<string, FileFacts>;
  /** Which other findings than before there may be in every file. */
  readonly common: readonly unknown[];
  readonly definitionsVersion: number;
}

interface FileFacts {
  /** Another object for another text. */
  readonly summary: FileSummary;
  /** Another object for a text that says something else. */
  readonly meaning: object | undefined;
  readonly problem: FileProblem | undefined;
  readonly module: LintedModule | undefined;
}

/** What is known of a state of the workspace. */
export function workspaceFacts(snapshot: Snapshot): WorkspaceFacts {
  const files = Array.from(snapshot.uris(), (uri) => {
    const facts: FileFacts = {
      summary: snapshot.summary(uri),
      meaning: snapshot.meaning(uri),
      problem: snapshot.problem(uri),
      module: snapshot.lintedModule(uri),
    };
    return [uri, facts] as const;
  });
  return {
    files: new Map(files),
    common: [snapshot.roots, snapshot.baseline],
    definitionsVersion: snapshot.definitionsVersion(),
  };
}

export interface ChangeOfFacts {
  readonly before: WorkspaceFacts | undefined;
  readonly after: WorkspaceFacts;
  /** Files in which a name is missing, which any file may come to define. */
  readonly lackingNames: Iterable<string>;
}

/** The files of the workspace whose findings may be others than before, those that are gone too. */
export function affectedFiles(snapshot: Snapshot, change: ChangeOfFacts): ReadonlySet<string> {
  const { before, after } = change;
  const isSame = before?.common.every((one, index) => one === after.common[index]) === true;
  const all = new Set([...after.files.keys(), ...(before?.files.keys() ?? [])]);
  const affected = before === undefined || !isSame ? all : reachedBy(snapshot, before, change);
  return new Set([...affected].filter((uri) => !after.files.has(uri) || snapshot.isOwn(uri)));
}

function reachedBy(
  snapshot: Snapshot,
  before: WorkspaceFacts,
  { after, lackingNames }: ChangeOfFacts,
): ReadonlySet<string> {
  const changed = [...after.files.keys()].filter((uri) => {
    const [old, now] = [before.files.get(uri), after.files.get(uri)];
    return old?.summary !== now?.summary || old?.problem !== now?.problem;
  });
  const sayOther = changed.filter(
    (uri) => before.files.get(uri)?.meaning !== after.files.get(uri)?.meaning,
  );
  const reached = new Set(sayOther);
  if (sayOther.length > 0) {
    const importers = importersIn(snapshot);
    // A set gives what is added to it on the way, too.
    for (const uri of reached) {
      importers.get(uri)?.forEach((importer) => reached.add(importer));
    }
  }
  changed.forEach((uri) => reached.add(uri));
  if (before.definitionsVersion !== after.definitionsVersion) {
    for (const uri of lackingNames) {
      reached.add(uri);
    }
  }
  // Rules of lint look from file to file.
  const modules = new Set(changed.map((uri) => after.files.get(uri)?.module));
  modules.delete(undefined);
  for (const [uri, { module }] of modules.size === 0 ? [] : after.files) {
    if (modules.has(module)) {
      reached.add(uri);
    }
  }
  return reached;
}

function importersIn(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const uri of snapshot.uris()) {
    for (const imported of snapshot.imported(uri)) {
      if (imported !== undefined) {
        const known = importers.get(imported) ?? [];
        importers.set(imported, known);
        known.push(uri);
      }
    }
  }
  return importers;
}
