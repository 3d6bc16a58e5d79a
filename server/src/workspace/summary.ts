import type {
  IdentifierNode,
  ImportNode,
  Node,
  SourceFile,
  SymbolKind,
} from '../compiler/index.ts';

/** An import as the text has it. */
export interface ImportSummary {
  readonly path: string;
  readonly isPublic: boolean;
}

/** A definition that others may want to find. Fields, oneofs and enum values are left out. */
export interface Definition {
  readonly kind: Extract<SymbolKind, 'message' | 'enum' | 'service' | 'method' | 'extension'>;
  /** Without a leading dot. */
  readonly fullName: string;
  readonly name: string;
  /** Where the name is written: 0-based, UTF-16. */
  readonly line: number;
  readonly column: number;
  /** Of an rpc: which sides send a stream. */
  readonly streams?: { readonly client: boolean; readonly server: boolean };
}

/** What stays of a file when its tree is dropped. */
export interface FileSummary {
  readonly packageName: string;
  readonly imports: readonly ImportSummary[];
  /** In order of the text, outer before inner. */
  readonly definitions: readonly Definition[];
}

export const emptySummary: FileSummary = { packageName: '', imports: [], definitions: [] };

/** Reads the summary off the tree, with no linking. */
export function summarize(source: SourceFile): FileSummary {
  let packageName = '';
  const imports: ImportSummary[] = [];
  for (const member of source.tree.members) {
    if (member.kind === 'package') {
      packageName = member.name?.text ?? '';
    } else if (member.kind === 'import' && member.path !== undefined) {
      imports.push({ path: member.path.value, isPublic: isPublic(member) });
    }
  }
  const definitions: Definition[] = [];
  for (const member of source.tree.members) {
    collect(source, member, packageName, definitions);
  }
  return { packageName, imports, definitions };
}

function isPublic({ modifier }: ImportNode): boolean {
  return modifier?.text === 'public';
}

function collect(source: SourceFile, node: Node, scope: string, into: Definition[]): void {
  switch (node.kind) {
    case 'message':
    case 'group':
    case 'service': {
      const kind = node.kind === 'service' ? 'service' : 'message';
      const fullName = define(source, kind, node.name, scope, into);
      for (const member of node.members) {
        collect(source, member, fullName ?? scope, into);
      }
      return;
    }
    case 'enum':
      define(source, node.kind, node.name, scope, into);
      return;
    case 'method': {
      const { input, output } = node;
      const streams = { client: input?.stream !== undefined, server: output?.stream !== undefined };
      define(source, node.kind, node.name, scope, into, streams);
      return;
    }
    case 'extend':
      for (const member of node.members) {
        defineExtension(source, member, scope, into);
      }
      return;
    case 'oneof':
      for (const member of node.members) {
        collect(source, member, scope, into);
      }
      return;
    default:
  }
}

function defineExtension(
  source: SourceFile,
  member: Node,
  scope: string,
  into: Definition[],
): void {
  if (member.kind === 'field') {
    define(source, 'extension', member.name, scope, into);
  } else {
    collect(source, member, scope, into);
  }
}

function define(
  source: SourceFile,
  kind: Definition['kind'],
  name: IdentifierNode | undefined,
  scope: string,
  into: Definition[],
  streams?: Definition['streams'],
): string | undefined {
  if (name === undefined) {
    return undefined;
  }
  const fullName = scope === '' ? name.text : `${scope}.${name.text}`;
  const { line, column } = source.lines.positionAt(name.start);
  into.push({ kind, fullName, name: name.text, line, column, ...(streams && { streams }) });
  return fullName;
}
