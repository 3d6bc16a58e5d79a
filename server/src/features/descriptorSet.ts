import {
  compile,
  diagnosticsOf,
  type LinkedFile,
  type SourceFile,
  writeFileDescriptorSet,
} from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { RequestError } from './requestError.ts';

/** A serialized `FileDescriptorSet` with all that the files asked for import. */
export interface DescriptorSet {
  readonly bytes: Uint8Array;
  /** Import paths of the files asked for, then those of everything that they import. */
  readonly asked: readonly string[];
  readonly imported: readonly string[];
}

/**
 * Descriptors of documents, named as their importers name them. Wants the files loaded. Throws
 * `RequestError` for an unknown document and for errors in one of the files.
 */
export function descriptorSet(
  snapshot: Snapshot,
  {
    uris,
    includeSourceInfo = false,
  }: {
    readonly uris: readonly string[];
    readonly includeSourceInfo?: boolean;
  },
): DescriptorSet {
  const sources = sourcesByPath(snapshot, uris);
  const asked = uris.map((uri) => snapshot.importPathOf(uri));
  const { files, all } = compile({ files: asked, resolve: (path) => sources.get(path) });
  refuseErrors(all);
  const bytes = writeFileDescriptorSet(files, { includeImports: true, includeSourceInfo });
  const imported = all.map(({ source }) => source.path).filter((path) => !asked.includes(path));
  return { bytes, asked, imported };
}

/** The document that defines a service, a message or an enum. */
export function documentOfSymbol(snapshot: Snapshot, fullName: string): string {
  for (const uri of snapshot.uris()) {
    if (snapshot.summary(uri).definitions.some((each) => each.fullName === fullName)) {
      return uri;
    }
  }
  throw new RequestError(
    `No .proto file of the workspace defines ${fullName}. Open the folder that has it, or add its root to the setting protoAtlas.importRoots.`,
  );
}

/** Everything below the documents by the path that imports give it; the first meaning wins. */
function sourcesByPath(
  snapshot: Snapshot,
  uris: readonly string[],
): ReadonlyMap<string, SourceFile> {
  const found = new Map<string, SourceFile>();
  const pending = uris.map((uri) => ({ uri, path: snapshot.importPathOf(uri) }));
  for (const { uri, path } of pending) {
    const source = snapshot.source(uri);
    if (source === undefined) {
      throw new RequestError(`${path} cannot be read: it may have been moved or deleted.`);
    }
    if (found.has(path)) {
      continue;
    }
    found.set(path, source);
    for (const each of snapshot.summary(uri).imports) {
      const target = snapshot.resolveImport(uri, each.path);
      if (target !== undefined) {
        pending.push({ uri: target, path: each.path });
      }
    }
  }
  return found;
}

function refuseErrors(files: readonly LinkedFile[]): void {
  for (const file of files) {
    const error = diagnosticsOf(file).find(({ severity }) => severity === 'error');
    if (error !== undefined) {
      const { line, column } = file.source.lines.positionAt(error.start);
      throw new RequestError(
        `${file.source.path}:${line + 1}:${column + 1}: ${error.message}. Mend this error first.`,
      );
    }
  }
}
