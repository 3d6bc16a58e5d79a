import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compile,
  diagnosticsOf,
  type LinkedFile,
  writeFileDescriptorSet,
} from '../../server/src/compiler/index.ts';
import { fileResolver, protocDescriptors, type ProtocDescriptors, splitSet } from './protoc.ts';

/** How a folder of files fares beside protoc. */
export interface CorpusComparison {
  readonly files: number;
  /** Files that both reject: mostly those that need a file which is not there. */
  readonly rejected: number;
  /** What is not the same, a line for each file. */
  readonly different: readonly string[];
}

/**
 * Compiles every `.proto` file below some import roots, and compares verdicts, descriptors and
 * source info. Where two roots have a path in common, the later one counts.
 */
export function compareCorpus(roots: readonly string[]): CorpusComparison {
  const merged = mkdtempSync(join(tmpdir(), 'corpus-'));
  try {
    roots.forEach((root) => {
      cpSync(root, merged, {
        recursive: true,
        filter: (path) => !path.slice(root.length).includes('node_modules'),
      });
    });
    return compareFolder(merged);
  } finally {
    rmSync(merged, { recursive: true });
  }
}

function compareFolder(root: string): CorpusComparison {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.proto'))
    .sort();
  const compiled = compile({ files: paths, resolve: fileResolver([root]) });
  const theirs = protocDescriptors({ root, paths, includeSourceInfo: true });
  const verdicts = compiled.files.map((file) => compareFile(file, theirs));
  return {
    files: paths.length,
    rejected: verdicts.filter((verdict) => verdict === 'rejected').length,
    different: verdicts.filter((verdict) => verdict !== 'equal' && verdict !== 'rejected'),
  };
}

function compareFile(file: LinkedFile, theirs: ProtocDescriptors): string {
  const { path } = file.source;
  const errors = withImports(file)
    .flatMap(diagnosticsOf)
    .filter((found) => found.severity === 'error');
  const expected = theirs.descriptors.get(path);
  if (expected === undefined) {
    const why = theirs.rejected.get(path)?.split('\n')[0] ?? '';
    return errors.length > 0 ? 'rejected' : `${path}: protoc alone rejects it: ${why}`;
  }
  if (errors.length > 0) {
    return `${path}: we alone reject it: ${errors[0]?.message ?? ''}`;
  }
  const set = writeFileDescriptorSet([file], { includeImports: false, includeSourceInfo: true });
  const ours = splitSet(set).get(path) ?? new Uint8Array();
  return Buffer.compare(expected, ours) === 0 ? 'equal' : `${path}: descriptors differ`;
}

/** A file and all that it imports, however indirectly: protoc rejects it for an error in any. */
function withImports(file: LinkedFile): LinkedFile[] {
  const closure = new Set([file]);
  for (const { imports } of closure) {
    imports.forEach((one) => one.file && closure.add(one.file));
  }
  return [...closure];
}
