/**
 * What changes over time: open documents over files, import roots, what has to be parsed and linked
 * again. A `Workspace` takes changes and gives immutable snapshots; a feature sees a snapshot only.
 *
 * It knows no LSP, no `vscode` and no Node: files and time come in as ports, positions are offsets,
 * URIs are canonical strings. Invariants: a snapshot never changes; a text is parsed once and linked
 * once as long as nothing it imports changes; no method rejects but by `CancelledError`.
 */
export { type Cancellation, CancelledError, throwIfCancelled } from './cancellation.ts';
export type { Baseline, ComparedModule } from './comparedModules.ts';
export { indexHere } from './fileIndex/indexHere.ts';
export { type FileRecord, recordOf } from './fileIndex/record.ts';
export { type IndexedFile, recordOfIndexed, unpackRecords } from './fileIndex/indexedFile.ts';
export { packRecords } from './fileIndex/packRecords.ts';
export type { RecordBlock } from './fileIndex/recordBlock.ts';
export type { TypePlace } from './fileIndex/writtenNames.ts';
export {
  type DataFile,
  dataFileGlob,
  DataFiles,
  isDataFile,
  namesItsMessage,
} from './dataFiles.ts';
export { type DefinedIn, type DefinedName, hasInOrder } from './definitionIndex.ts';
export type { FileProblem } from './fileState.ts';
export {
  type ImportRoot,
  pathFrom,
  type RootOrigin,
  type RootPlace,
  type TriedRoot,
} from './roots/importRoot.ts';
export { editorSettingsPath, mayDeclareRoots, rootDeclaringGlobs } from './roots/finders.ts';
export type { PackageCaches } from './roots/placeRoots.ts';
export type { WorkspaceLayout } from './layoutScan.ts';
export type { LintedModule } from './lintModules.ts';
export type {
  DirectoryEntry,
  FileStamp,
  FileSystem,
  Indexer,
  ReadResult,
  RecalledFiles,
  Scheduler,
} from './ports.ts';
export type { IndexProgress } from './readAhead.ts';
export type { Snapshot } from './snapshot.ts';
export { type Definition, emptySummary, type FileSummary, type ImportSummary } from './summary.ts';
export { encodePath, isBelow, joinUri, nameOf, parentUri, pathBelow, sharedLength } from './uri.ts';
export { wellKnownPathOf, wellKnownPaths, wellKnownScheme, wellKnownUri } from './wellKnown.ts';
export { type FileChange, Workspace, type WorkspaceOptions } from './workspace.ts';
