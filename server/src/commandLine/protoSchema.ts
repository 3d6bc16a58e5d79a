import {
  bundledText,
  compile,
  type Diagnostic,
  diagnosticsOf,
  type LinkedFile,
  wellKnownText,
  writeFileDescriptorSet,
} from '../compiler/index.ts';
import {
  fileProblem,
  findInput,
  findOnDisk,
  type ImportRoot,
  parseImportRoot,
  readText,
} from './protoPath.ts';

/** Files that do not compile. The message holds one line per finding. */
export class ProtoError extends Error {}

export interface CompileProtosOptions {
  /** Import paths, or paths of files below a root. */
  readonly files: readonly string[];
  /** As `-I` takes them, in the order in which imports are looked for; `cwd` when there are none. */
  readonly importPaths: readonly string[];
  readonly cwd: string;
}

/**
 * A serialized `FileDescriptorSet` of the files and all that they import. The standard files of
 * google.rpc are at hand, as those of google.protobuf are.
 *
 * @throws ProtoError
 */
export function compileProtos({ files, importPaths, cwd }: CompileProtosOptions): Uint8Array {
  const written = importPaths.length === 0 ? [''] : importPaths;
  const roots = written.map((root) => parseImportRoot(root, cwd));
  const paths = files.map((file) => {
    const found = findInput(roots, file, cwd);
    if ('problem' in found) {
      throw new ProtoError(found.problem);
    }
    return found.path;
  });
  const result = compile({ files: paths, resolve: (path) => read(path, roots) });
  const errors = result.all.flatMap(errorLines);
  if (errors.length > 0) {
    throw new ProtoError(errors.join('\n'));
  }
  return writeFileDescriptorSet(result.files, { includeImports: true });
}

function read(path: string, roots: readonly ImportRoot[]): { readonly text: string } | undefined {
  const disk = findOnDisk(roots, path);
  if (disk === undefined) {
    const text = wellKnownText(path) ?? bundledText(path);
    return text === undefined ? undefined : { text };
  }
  try {
    return readText(disk);
  } catch (error) {
    throw new ProtoError(`${path}: ${fileProblem(error)}`, { cause: error });
  }
}

function errorLines(file: LinkedFile): string[] {
  return diagnosticsOf(file)
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) => errorLine(file, diagnostic));
}

function errorLine({ source }: LinkedFile, { start, message }: Diagnostic): string {
  const { line, column } = source.lines.positionAt(start);
  return `${source.path}:${line + 1}:${column + 1}: ${message}`;
}
