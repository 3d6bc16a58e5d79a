import { closestName } from '../../base/index.ts';
import {
  type Diagnostic,
  type HeaderEntry,
  headerOf,
  type LinkedFile,
  type ProtoSymbol,
  type SourceFile,
} from '../../compiler/index.ts';
import { joinUri, nameOf, type Snapshot } from '../../workspace/index.ts';

/** What the header of a document leads to. */
export interface SchemaFound {
  /** The type of the document; absent when the header names none, or none that is there. */
  readonly message: ProtoSymbol | undefined;
  /** The files that it names, that of the message first. */
  readonly files: readonly LinkedFile[];
  readonly problems: readonly Diagnostic[];
}

interface Document {
  readonly uri: string;
  readonly source: SourceFile;
}

/** Follows the header of a document. */
export function readSchema(snapshot: Snapshot, document: Document): SchemaFound {
  const header = headerOf(document.source);
  const uris = schemaUris(snapshot, document);
  const files = uris.flatMap((uri) => snapshot.linked(uri) ?? []);
  const entries = [...(header.file ? [header.file] : []), ...header.imports];
  const missing = entries.filter((entry) => fileOf(snapshot, document, entry) === undefined);
  const problems = missing.map((entry) => fileNotFound(snapshot, entry));
  const { message: wanted } = header;
  if (wanted === undefined) {
    const noMessage =
      header.file === undefined || missing.includes(header.file) ? [] : [header.file];
    return { message: undefined, files, problems: [...problems, ...noMessage.map(messageMissing)] };
  }
  const message = messageIn(files, wanted.value);
  const isExplained = message !== undefined || missing.length > 0;
  return {
    message,
    files,
    problems: isExplained ? problems : [...problems, messageNotFound(files, wanted)],
  };
}

/**
 * The documents that a header names, in order. Where it names no file, the one of the workspace that
 * defines the message by its full name: for that, every file must have been read.
 */
export function schemaUris(snapshot: Snapshot, document: Document): readonly string[] {
  const { file, message, imports } = headerOf(document.source);
  const named = [...(file ? [file] : []), ...imports].flatMap(
    (entry) => fileOf(snapshot, document, entry) ?? [],
  );
  const home = file === undefined && message ? homeOf(snapshot, message.value) : undefined;
  return [...new Set([...(home === undefined ? [] : [home]), ...named])];
}

/** The document that an entry of a header names: by a root, else by the end of its path alone. */
export function fileOf(
  snapshot: Snapshot,
  { uri }: Pick<Document, 'uri'>,
  { value }: HeaderEntry,
): string | undefined {
  const resolved = value === '' ? undefined : snapshot.resolveImport(uri, value);
  if (resolved !== undefined || value === '') {
    return resolved;
  }
  const end = joinUri('', value);
  const ending = [...snapshot.uris()].filter((each) => end !== undefined && each.endsWith(end));
  return ending.length === 1 ? ending[0] : undefined;
}

function homeOf(snapshot: Snapshot, fullName: string): string | undefined {
  return snapshot
    .filesDefining(fullName.slice(fullName.lastIndexOf('.') + 1))
    .find((uri) =>
      snapshot
        .summary(uri)
        .definitions.some((one) => one.kind === 'message' && one.fullName === fullName),
    );
}

/** By its full name, or by one within the package of a file. */
function messageIn(files: readonly LinkedFile[], name: string): ProtoSymbol | undefined {
  for (const file of files) {
    const { packageName } = file;
    const found = file.lookup(name) ?? file.symbols.get(`${packageName}.${name}`);
    if (found?.kind === 'message') {
      return found;
    }
  }
  return undefined;
}

function fileNotFound(snapshot: Snapshot, { value, start, end }: HeaderEntry): Diagnostic {
  const name = value.slice(value.lastIndexOf('/') + 1);
  const others = [...snapshot.uris()]
    .filter((uri) => nameOf(uri) === name)
    .map((uri) => snapshot.importPathOf(uri))
    .slice(0, 5);
  const hint =
    others[0] === undefined
      ? 'write its path as an import would, or add its root to the setting protoAtlas.importRoots'
      : `did you mean "${others[0]}"?`;
  const what = value === '' ? 'the path of a .proto file is missing' : `"${value}" was not found`;
  return {
    code: 'schema-file-not-found',
    severity: 'warning',
    start,
    end,
    message: `${what}; ${hint}`,
    related: [],
    fixes: others.map((path) => changeTo({ start, end }, path)),
  };
}

function messageNotFound(files: readonly LinkedFile[], entry: HeaderEntry): Diagnostic {
  const { value, start, end } = entry;
  const known = files.flatMap(({ symbols }) =>
    [...symbols.values()].filter(({ kind }) => kind === 'message').map(({ fullName }) => fullName),
  );
  const similar = closestName(value, known);
  const where = files[0] === undefined ? 'the workspace' : `"${files[0].source.path}"`;
  const hint = similar === undefined ? '' : `; did you mean "${similar}"?`;
  return {
    code: 'schema-message-not-found',
    severity: 'warning',
    start,
    end,
    message: `message type "${value}" is not defined in ${where}${hint}`,
    related: [],
    fixes: similar === undefined ? [] : [changeTo(entry, similar)],
  };
}

function messageMissing({ start, end }: HeaderEntry): Diagnostic {
  return {
    code: 'schema-message-missing',
    severity: 'warning',
    start,
    end,
    message: 'the type is not named: add a line "# proto-message: package.Message"',
    related: [],
    fixes: [],
  };
}

function changeTo({ start, end }: Pick<HeaderEntry, 'start' | 'end'>, newText: string) {
  return { title: `Change to "${newText}"`, edits: [{ start, end, newText }] };
}
