/**
 * From the text of `.proto` files to trees, links, findings and descriptors. Documents that hold
 * messages, in the text format or in JSON, become trees and links of the same kind; expressions in
 * the options of protovalidate are read and checked.
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
export { saysTheSame } from './syntax/saysTheSame.ts';
export { reparse } from './syntax/reparse.ts';
export { parseLater } from './syntax/parseLater.ts';
export { saysDeprecated } from './syntax/deprecation.ts';
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
export { movedBy } from './diagnostics/moved.ts';
export type * from './link/model.ts';
export type { ImportCycle, ResolveImport } from './link/imports.ts';
export type { LinkMemory } from './link/memory.ts';
export { isNamed } from './check/places.ts';
export { type FileOutline, outlinedTypes, outlineOf } from './link/outline.ts';
export { qualify } from './link/definedSymbol.ts';
export { nameBelow } from './link/scopeNames.ts';
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
export { MessageValue } from './options/values.ts';
export { enumNumber } from './options/scalarValues.ts';
export { pseudoValues } from './descriptor/build.ts';
export { defaultValueText } from './descriptor/defaultValue.ts';
export { type NumberRange, rangesOf } from './check/numberRanges.ts';
export { headerKeys, headerOf, type HeaderEntry, type TextHeader } from './document/header.ts';
export type { CelName, CelNode } from './cel/celAst.ts';
export { celFunctions, celMacros } from './cel/celFunctions.ts';
export type { CelScope } from './cel/celContext.ts';
export { celTypeName, type CelType, celTypeOfField } from './cel/celTypes.ts';
export { type CelExpression, celExpressions } from './cel/expressions.ts';
export { ruleFindings } from './cel/ruleTypes.ts';
export type { DocumentSchema } from './document/linkDocument.ts';
export { fieldByTextName } from './options/literals.ts';
export { linkText } from './textFormat/linkText.ts';
export { messageOf, typeNameOf } from './document/documentTree.ts';
export { parseText } from './textFormat/parseText.ts';
export { linkJson } from './jsonBody/linkJson.ts';
export { parseJson } from './jsonBody/parseJson.ts';
export { fieldsByJsonKey, jsonNameOf, jsonShape, type JsonShape } from './jsonBody/jsonShape.ts';
