import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Element } from '../options/elements.ts';
import type { InterpretedOptions } from '../options/values.ts';
import type { FeatureSet } from '../options/featureSet.ts';
import type { Span } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import type { Definitions } from './collect.ts';
import type { DefinedSymbol } from './definedSymbol.ts';
import type {
  LinkedFile,
  OptionedElement,
  ProtoSymbol,
  Reference,
  ResolvedImport,
  Syntax,
} from './model.ts';
import type { Scope } from './scope.ts';

/** A file, or a part of it, while the phases work on it; each fills in its own and reports what it finds. */
export interface Linking {
  readonly source: SourceFile;
  readonly packageName: string;
  readonly syntax: Syntax;
  readonly edition: number;
  readonly definitions: Definitions;
  /** By full name, the first of each. */
  readonly symbols: Pick<ReadonlyMap<string, DefinedSymbol>, 'get'>;
  readonly imports: readonly ResolvedImport[];
  readonly scope: Scope;
  readonly references: Map<Reference, ProtoSymbol>;
  readonly options: Map<OptionedElement, InterpretedOptions>;
  /** Of the file; known once its options are interpreted. */
  features: FeatureSet;
  /** See `LinkedFile`; never the file itself, which is not linked yet. */
  readonly descriptorProto: LinkedFile | undefined;
  /** The imported files that something in the file refers to; known once all is settled. */
  usedFiles(): ReadonlySet<SourceFile>;
  /** The last parts of the names that the whole file adds to its package. */
  namesAtFileLevel(): Iterable<string>;
  /** Whether anything in the file carries options. */
  hasOptions(): boolean;
  /** What carries options, once they are interpreted. */
  readonly elements: Element[];
  /** In the order of the reports. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that this one imports, however indirectly. */
  closure(): ReadonlySet<LinkedFile>;
  /** The imported file that a symbol is from, however indirectly it is imported. */
  homeOf(symbol: ProtoSymbol): LinkedFile | undefined;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Notes what a word within an option's value stands for. */
  readonly refer: (node: Span, symbol: ProtoSymbol) => void;
}
