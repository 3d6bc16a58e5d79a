import {
  type DeclarationNode,
  type FileMember,
  type ImportNode,
  type Node,
  saysDeprecated,
  type SourceFile,
  type SymbolKind,
  type ValueNode,
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
  readonly isDeprecated: boolean;
  /** Of an rpc: which sides send a stream. */
  readonly streams?: { readonly client: boolean; readonly server: boolean };
}

/** What stays of a file when its tree is dropped. */
export interface FileSummary {
  readonly packageName: string;
  readonly imports: readonly ImportSummary[];
  /** In order of the text, outer before inner. */
  readonly definitions: readonly Definition[];
  /** What the options of the file say, those of custom names left out, as text without quotes. */
  readonly options: ReadonlyMap<string, string>;
  /** The last part of each name that an rpc sends or receives. */
  readonly methodTypes: ReadonlySet<string>;
}

const noOptions: ReadonlyMap<string, string> = new Map();
const noTypes: ReadonlySet<string> = new Set();

export const emptySummary: FileSummary = {
  packageName: '',
  imports: [],
  definitions: [],
  options: noOptions,
  methodTypes: noTypes,
};

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
  const { members } = source.tree;
  return {
    packageName,
    imports,
    definitions,
    options: fileOptions(members),
    methodTypes: methodTypes(members),
  };
}

function fileOptions(members: readonly FileMember[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const member of members) {
    const [part, ...more] = member.kind === 'option' ? member.name : [];
    if (member.kind === 'option' && part?.isExtension === false && more.length === 0) {
      options.set(part.name.text, plainText(member.value));
    }
  }
  return options.size === 0 ? noOptions : options;
}

function plainText(value: ValueNode | undefined): string {
  switch (value?.kind) {
    case 'string':
      return value.value;
    case 'identifier':
      return value.text;
    default:
      return '';
  }
}

function methodTypes(members: readonly FileMember[]): ReadonlySet<string> {
  const names = members
    .flatMap((member) => (member.kind === 'service' ? member.members : []))
    .flatMap((member) => (member.kind === 'method' ? [member.input, member.output] : []))
    .flatMap((node) => node?.type?.parts.at(-1)?.text ?? []);
  return names.length === 0 ? noTypes : new Set(names);
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
      const fullName = define(source, kind, node, scope, into);
      for (const member of node.members) {
        collect(source, member, fullName ?? scope, into);
      }
      return;
    }
    case 'enum':
      define(source, node.kind, node, scope, into);
      return;
    case 'method': {
      const { input, output } = node;
      const streams = { client: input?.stream !== undefined, server: output?.stream !== undefined };
      define(source, node.kind, node, scope, into, streams);
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
    define(source, 'extension', member, scope, into);
  } else {
    collect(source, member, scope, into);
  }
}

function define(
  source: SourceFile,
  kind: Definition['kind'],
  node: DeclarationNode,
  scope: string,
  into: Definition[],
  streams?: Definition['streams'],
): string | undefined {
  const { name } = node;
  if (name === undefined) {
    return undefined;
  }
  const fullName = scope === '' ? name.text : `${scope}.${name.text}`;
  const { line, column } = source.lines.positionAt(name.start);
  const isDeprecated = saysDeprecated(node);
  into.push({
    ...{ kind, fullName, name: name.text, line, column, isDeprecated },
    ...(streams && { streams }),
  });
  return fullName;
}
