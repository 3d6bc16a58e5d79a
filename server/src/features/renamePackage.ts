import type {
  LinkedFile,
  NameNode,
  PackageNode,
  ProtoSymbol,
  SourceFile,
  TextEdit,
} from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { depthOf, nameNodeOf } from './naming/packageNames.ts';
import { touches } from './places.ts';
import { RequestError } from './requestError.ts';
import { expectEditable, type RenamePlan } from './renameCheck.ts';
import type { Steps } from './steps.ts';

/** The name of a `package` statement. */
export type NamedPackage = PackageNode & { readonly name: NameNode };

/** The package whose name in its statement an offset touches. */
export function packageStatementAt({ tree }: SourceFile, offset: number): NamedPackage | undefined {
  return tree.members.find(
    (member): member is NamedPackage =>
      member.kind === 'package' && member.name !== undefined && touches(member.name, offset),
  );
}

/**
 * Gives a package another name in all its files that belong to the workspace, and in every name that
 * says it. Packages below it keep their names. Throws a `RequestError` for a name that is none.
 */
export function* planPackageRename(
  snapshot: Snapshot,
  { oldName, newName, documents }: Pick<RenamePlan, 'oldName' | 'newName' | 'documents'>,
): Steps<RenamePlan> {
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(newName)) {
    throw new RequestError(
      `"${newName}" is not a package: it must be names of letters, digits and "_", with dots between them.`,
    );
  }
  const last = oldName.slice(oldName.lastIndexOf('.') + 1);
  const renamed = renamedFiles(snapshot, oldName);
  const edits = new Map<string, readonly TextEdit[]>();
  for (const uri of snapshot.uris()) {
    const { packageName } = snapshot.summary(uri);
    const isBelow = packageName.startsWith(`${oldName}.`);
    yield;
    if (!renamed.has(uri) && !isBelow && !snapshot.mentions(uri, last)) {
      continue;
    }
    const linked = snapshot.linked(uri);
    const isDocument = documents.has(uri);
    const found = linked ? editsOf(snapshot, linked, { uri, isDocument, renamed, newName }) : [];
    if (found.length > 0) {
      expectEditable(snapshot, uri, 'package');
      edits.set(uri, found);
    }
  }
  const moved = namesOf(snapshot, renamed);
  const futureName = (name: string): string =>
    moved.has(name) ? newName + name.slice(oldName.length) : name;
  return { oldName, newName, edits, futureName, documents };
}

function renamedFiles(snapshot: Snapshot, packageName: string): ReadonlySet<string> {
  return new Set(
    [...snapshot.uris()].filter(
      (uri) => snapshot.isOwn(uri) && snapshot.summary(uri).packageName === packageName,
    ),
  );
}

function namesOf(snapshot: Snapshot, uris: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...uris].flatMap((uri) => [...(snapshot.linked(uri)?.symbols.keys() ?? [])]));
}

interface PackageRename {
  /** The file that is looked at. */
  readonly uri: string;
  /** Whether it holds a message; there every name is a full one, or one within its schema's package. */
  readonly isDocument: boolean;
  /** The files of the package. */
  readonly renamed: ReadonlySet<string>;
  readonly newName: string;
}

function editsOf(
  snapshot: Snapshot,
  linked: LinkedFile,
  rename: PackageRename,
): readonly TextEdit[] {
  const { tree } = linked.source;
  const statement = tree.members.find((member) => member.kind === 'package')?.name;
  const own = rename.renamed.has(rename.uri) && statement !== undefined ? statement : undefined;
  const edits = new Map<number, TextEdit>();
  if (own !== undefined) {
    edits.set(own.start, { start: own.start, end: own.end, newText: rename.newName });
  }
  for (const [reference, target] of linked.references) {
    const name = nameNodeOf(reference);
    const edit = name && qualification(snapshot, name, target, rename);
    if (edit !== undefined) {
      edits.set(edit.start, edit);
    }
  }
  return [...edits.values()].sort((a, b) => a.start - b.start);
}

/**
 * The edit of the part of a name that is of a package. A name without one gets one where the package
 * around it was what made it right.
 */
function qualification(
  snapshot: Snapshot,
  { absolute, parts }: NameNode,
  target: ProtoSymbol,
  { uri, isDocument, renamed, newName }: PackageRename,
): TextEdit | undefined {
  const chain = target.fullName.split('.');
  const depth = depthOf(target);
  const home = chain.slice(0, chain.length - depth);
  const written = parts.length - depth;
  const [first] = parts;
  const isTargetRenamed = renamed.has(snapshot.uriOf(target.file) ?? '');
  if (first === undefined || written < 0 || home.length === 0) {
    return undefined;
  }
  const wanted = isTargetRenamed ? newName : home.join('.');
  const scope = home.slice(0, home.length - written).join('.');
  const around = renamed.has(uri) ? newName : snapshot.summary(uri).packageName;
  const staysRight = isTargetRenamed
    ? written === 0 && (isDocument || renamed.has(uri))
    : absolute || !renamed.has(uri) || scope === '' || `${around}.`.startsWith(`${scope}.`);
  if (staysRight) {
    return undefined;
  }
  const last = parts[written - 1];
  return last === undefined
    ? { start: first.start, end: first.start, newText: `${wanted}.` }
    : { start: first.start, end: last.end, newText: wanted };
}
