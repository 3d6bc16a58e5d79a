import type { Diagnostic, LinkedFile, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { celFindings } from './cel/expressionAt.ts';
import { fetchHint, importCandidates } from './importCandidates.ts';
import { breakingFindings } from './breakingFindings.ts';
import { importEdit } from './importEdit.ts';
import { importsOf } from './importAt.ts';
import { importCycles } from './importCycles.ts';
import { lint } from './lint.ts';
import { meantName } from './meantName.ts';
import { findProviders, type Provider } from './missingNames.ts';

/**
 * The findings of a file as people see them: those of the compiler, which knows one file and its
 * imports, completed by what the workspace knows. Fixes included.
 */
export function findingsOf(snapshot: Snapshot, uri: string): readonly Diagnostic[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return [];
  }
  const providers = findProviders(snapshot, uri, linked);
  const cycles = importCycles(snapshot, uri, linked.source);
  const ofCompiler = compilerFindings(linked, cycles).map((finding) => {
    switch (finding.code) {
      case 'not-defined':
        return withProviders(snapshot, linked, finding, providers.get(finding) ?? []);
      case 'import-not-found':
        return withOtherPaths(snapshot, uri, linked, finding);
      default:
        return finding;
    }
  });
  return [
    ...problemOfFile(snapshot, uri, linked),
    ...problemsOfImports(snapshot, uri, linked),
    ...cycles,
    ...ofCompiler,
    ...celFindings(linked),
    // Of an unused import the compiler has told already.
    ...lint(snapshot, uri).filter(({ code }) => code !== 'IMPORT_USED'),
    ...breakingFindings(snapshot, uri, linked),
  ];
}

/**
 * Without those that another one causes: the cycles found from here, and imports that only seem
 * unused while a name is being typed.
 */
function compilerFindings(
  { source, diagnostics }: LinkedFile,
  cycles: readonly Diagnostic[],
): readonly Diagnostic[] {
  const hasUndefined = diagnostics.some(({ code }) => code === 'not-defined');
  const reported = new Set(cycles.map(({ start }) => start));
  const isRepeated = ({ code, start }: Diagnostic): boolean =>
    (code === 'unused-import' && hasUndefined) || (code === 'cyclic-import' && reported.has(start));
  return [...source.diagnostics, ...diagnostics.filter((finding) => !isRepeated(finding))];
}

function withProviders(
  snapshot: Snapshot,
  linked: LinkedFile,
  finding: Diagnostic,
  providers: readonly Provider[],
): Diagnostic {
  const [best] = providers;
  if (best === undefined) {
    return withMeantName(snapshot, linked, finding);
  }
  const isImported = importsOf(linked.source).some(({ path }) => path.value === best.importPath);
  const hint = isImported
    ? `"${best.fullName}" is defined in "${best.importPath}", which is imported: write the name in full`
    : best.resolvesAsWritten
      ? `it is defined in "${best.importPath}", which is not imported`
      : `"${best.fullName}" is defined in "${best.importPath}"`;
  return {
    ...finding,
    message: `${finding.message}; ${hint}`,
    fixes: [
      ...providers.map((provider) => providerFix(linked, finding, provider)),
      ...finding.fixes,
    ],
  };
}

/** A name that nobody defines may be one in sight with a slip in it. */
function withMeantName(snapshot: Snapshot, linked: LinkedFile, finding: Diagnostic): Diagnostic {
  const meant = meantName(snapshot, linked, finding);
  return meant === undefined
    ? finding
    : {
        ...finding,
        message: `"${writtenAt(linked, finding)}" is not defined; did you mean "${meant}"?`,
        fixes: [
          { title: `Change to ${meant}`, edits: [{ ...spanOf(finding), newText: meant }] },
          ...finding.fixes,
        ],
      };
}

function writtenAt({ source }: LinkedFile, { start, end }: Diagnostic): string {
  return source.text.slice(start, end).replace(/\s+/g, '');
}

function spanOf({ start, end }: Diagnostic): { readonly start: number; readonly end: number } {
  return { start, end };
}

function providerFix(
  linked: LinkedFile,
  { start, end }: Diagnostic,
  { importPath, fullName, resolvesAsWritten }: Provider,
): Diagnostic['fixes'][number] {
  const imported = importEdit(linked.source, importPath);
  const edits: TextEdit[] = [
    ...(imported === undefined ? [] : [imported]),
    ...(resolvesAsWritten ? [] : [{ start, end, newText: fullName }]),
  ];
  const use = resolvesAsWritten ? '' : `Use ${fullName}`;
  const add = imported === undefined ? '' : `import "${importPath}"`;
  const title = use === '' ? `Add ${add}` : add === '' ? use : `${use} and add ${add}`;
  return { title, edits };
}

/** Says what a mistyped path may mean, or what has to be fetched. */
function withOtherPaths(
  snapshot: Snapshot,
  uri: string,
  linked: LinkedFile,
  finding: Diagnostic,
): Diagnostic {
  const path = importsOf(linked.source).find((each) => each.path.start === finding.start)?.path;
  if (path === undefined) {
    return finding;
  }
  const others = importCandidates(snapshot, uri, path.value);
  const [best, second] = others;
  const meant = second === undefined ? `"${best}"` : `"${best}" or "${second}"`;
  const hint =
    fetchHint(snapshot, uri, path.value) ??
    (best === undefined
      ? 'if it lies outside of the workspace, add its root to the setting protoAtlas.importRoots'
      : `did you mean ${meant}?`);
  return {
    ...finding,
    message: `${finding.message}; ${hint}`,
    fixes: [
      ...others.map((other) => ({
        title: `Change to "${other}"`,
        edits: [{ start: path.start, end: path.end, newText: JSON.stringify(other) }],
      })),
      ...finding.fixes,
    ],
  };
}

function problemOfFile(snapshot: Snapshot, uri: string, { source }: LinkedFile): Diagnostic[] {
  const problem = snapshot.problem(uri);
  if (problem?.kind !== 'notUtf8') {
    return [];
  }
  const start = Math.min(problem.offset, source.text.length);
  const end = Math.min(start + 1, source.text.length);
  const message =
    'the file on disk is not valid UTF-8 from here on, so other tools may read it differently: save it with the encoding UTF-8';
  return [warning('not-utf8', { start, end }, message)];
}

function problemsOfImports(snapshot: Snapshot, uri: string, { source }: LinkedFile): Diagnostic[] {
  return importsOf(source).flatMap(({ path }) => {
    const target = snapshot.resolveImport(uri, path.value);
    const problem = target === undefined ? undefined : snapshot.problem(target);
    switch (problem?.kind) {
      case 'notUtf8':
        return [
          warning(
            'import-not-utf8',
            path,
            `"${path.value}" is not valid UTF-8: save it with the encoding UTF-8`,
          ),
        ];
      case 'unreadable':
        return [
          warning('import-unreadable', path, `"${path.value}" cannot be read: ${problem.message}`),
        ];
      default:
        return [];
    }
  });
}

function warning(
  code: string,
  { start, end }: { readonly start: number; readonly end: number },
  message: string,
): Diagnostic {
  return { code, severity: 'warning', start, end, message, related: [], fixes: [] };
}
