/**
 * From the text of `.proto` files to trees, links, findings and descriptors.
 *
 * It does no IO, reads no clock and knows no editor: texts come in through `parse` and a resolver,
 * plain readonly values go out. Invariants: no input makes it throw; a tree is never written to,
 * what linking finds lies beside it; the descriptors of a file without errors are those of protoc.
 */
export type * from './syntax/ast.ts';
export type { SourceFile } from './syntax/sourceFile.ts';
export type { TokenKind, TokenList } from './syntax/tokens.ts';
export { createLineIndex, type LineColumn, type LineIndex } from './source/lineIndex.ts';
export type { Recovery } from './syntax/cursor.ts';
export { parse } from './syntax/parser.ts';
export { children, nodePathAt, walk } from './syntax/walk.ts';
export {
  commentsAround,
  commentsOf,
  documentationOf,
  leadingCommentOf,
  type Comments,
} from './syntax/comments.ts';
export { decodeUtf8, encodeUtf8, utf8Length } from './source/utf8.ts';
export { bundledPaths, bundledText, wellKnownPaths, wellKnownText } from './wellKnown/wellKnown.ts';
export type * from './diagnostics/diagnostic.ts';
export { diagnosticCodes } from './diagnostics/catalogue.ts';
export { protocOrder, type ProtocReport } from './diagnostics/protocOrder.ts';
export { isOfAskedFilesAlone } from './diagnostics/protocPhases.ts';
export type * from './link/model.ts';
export type { ImportCycle, ResolveImport } from './link/imports.ts';
export { isNamed } from './check/places.ts';
export { isScalar, scalarNumbers } from './link/scalars.ts';
export type { FeatureSet } from './options/featureSet.ts';
export { isPackable } from './options/resolveFeatures.ts';
export { link } from './compile.ts';
export {
  asProtoc,
  compile,
  type CompileInput,
  type CompileResult,
  CompileSession,
  diagnosticsOf,
  type SessionOptions,
} from './compileSession.ts';
export { takenNames } from './link/nameIndex.ts';
export {
  type DescriptorSetOptions,
  writeFileDescriptorSet,
  writeRecompiled,
} from './descriptor/descriptorSet.ts';
export { importOrder } from './descriptor/importOrder.ts';
export { defaultJsonName } from './descriptor/jsonName.ts';
export { protocPosition, type ProtocPosition } from './descriptor/protocColumns.ts';
export {
  descriptorSources,
  type DescriptorSource,
  type MalformedSet,
  sourcesFromDescriptorSet,
} from './print/sources.ts';
export type { OptionsType } from './options/elements.ts';
