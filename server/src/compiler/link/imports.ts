import { cyclicImport, importNotFound } from '../diagnostics/linkDiagnostics.ts';
import { hinted } from '../diagnostics/make.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ImportNode } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import type { LinkedFile, ResolvedImport } from './model.ts';

/** Why an import gives no file although one is there: it imports the importer again. */
export interface ImportCycle {
  readonly kind: 'cycle';
  /** Import paths, from the importer over the files between to the importer again. */
  readonly chain: readonly string[];
}

/** Gives the linked file for an import path, or undefined where there is none. */
export type ResolveImport = (path: string) => LinkedFile | ImportCycle | undefined;

/** Resolves the imports of a file in order of the text. */
export function resolveImports(
  source: SourceFile,
  resolve: ResolveImport,
  report: (diagnostic: Diagnostic) => void,
): ResolvedImport[] {
  return source.tree.members
    .filter((member) => member.kind === 'import')
    .flatMap((node) => {
      const path = node.path;
      return path === undefined ? [] : [resolveOne(node, path.value, path)];
    });

  function resolveOne(node: ImportNode, path: string, span: ResolvedImportSpan): ResolvedImport {
    const isPublic = node.modifier?.text === 'public';
    const found = resolve(path);
    if (found === undefined) {
      const missing = importNotFound(span, path);
      const isOption = node.modifier?.text === 'option';
      report(isOption ? hinted(missing, { phase: 'optionImports', at: node.start }) : missing);
      return { node, path, isPublic, file: undefined };
    }
    if ('chain' in found) {
      report(cyclicImport(span, found.chain));
      return { node, path, isPublic, file: undefined };
    }
    return { node, path, isPublic, file: found };
  }
}

type ResolvedImportSpan = NonNullable<ImportNode['path']>;

/** Without repetition: all that the importer sees besides itself. */
function visibleThrough(imports: readonly ResolvedImport[]): LinkedFile[] {
  return [...new Set(imports.flatMap((one) => one.file?.exported ?? []))];
}

/** The files that are seen through option imports and no others. */
export function optionOnlyThrough(imports: readonly ResolvedImport[]): ReadonlySet<SourceFile> {
  const isOption = ({ node }: ResolvedImport): boolean => node.modifier?.text === 'option';
  if (!imports.some(isOption)) {
    return new Set();
  }
  const others = new Set(visibleThrough(imports.filter((one) => !isOption(one))));
  const hidden = visibleThrough(imports.filter(isOption)).filter((file) => !others.has(file));
  return new Set(hidden.map((file) => file.source));
}
