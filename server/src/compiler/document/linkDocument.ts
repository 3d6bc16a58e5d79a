import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { closureOf } from '../link/duplicates.ts';
import { dialectOf } from '../link/fileFacts.ts';
import type { LinkedFile, ProtoSymbol, Reference } from '../link/model.ts';
import { defaultFeatures } from '../options/features.ts';
import type { LiteralContext } from '../options/literals.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';

/** What a document that holds a message is read against. */
export interface DocumentSchema {
  /** The type of the document's message. */
  readonly message: ProtoSymbol;
  /** The files that the document names; with all that they import they give extensions and types. */
  readonly files: readonly LinkedFile[];
}

/**
 * The link of a document: that of a file which defines nothing and sees all that its schema imports,
 * however indirectly. `read` looks at the message; without a schema nothing is looked at.
 */
export function linkDocument(
  source: SourceFile,
  schema: DocumentSchema | undefined,
  read: (context: LiteralContext, message: ProtoSymbol) => void,
): LinkedFile {
  const visible = [...closureOf(schema?.files ?? [])];
  const lookup = (fullName: string): ProtoSymbol | undefined =>
    visible.find((file) => file.find(fullName) !== undefined)?.find(fullName);
  const references = new Map<Reference, ProtoSymbol>();
  const diagnostics: Diagnostic[] = [];
  if (schema !== undefined) {
    const context: LiteralContext = {
      references,
      refer: (node, symbol) => void references.set(node, symbol),
      report: (found) => void diagnostics.push(found),
      scope: { find: lookup, resolveOption: (name) => ({ symbol: lookup(name) }) },
      isDocument: true,
    };
    read(context, schema.message);
  }
  const dialect = dialectOf((schema?.message.file ?? source).tree);
  return {
    source,
    packageName: '',
    ...dialect,
    imports: [],
    imported: [],
    hasPublicImports: false,
    isLite: false,
    symbols: new Map(),
    topLevel: [],
    references,
    parts: [],
    memory: undefined,
    diagnostics: diagnostics.sort((a, b) => a.start - b.start),
    exported: [],
    visible,
    options: new Map(),
    optionsOf: () => undefined,
    features: defaultFeatures(dialect.edition),
    descriptorProto: visible.find(({ descriptorProto }) => descriptorProto)?.descriptorProto,
    ownNames: () => [],
    find: () => undefined,
    lookup,
  };
}
