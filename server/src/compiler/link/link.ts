import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { defaultFeatures } from '../options/features.ts';
import type { FeatureSet } from '../options/featureSet.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { collectDefinitions } from './collect.ts';
import type { SymbolHome } from './definedSymbol.ts';
import { checkImportedNames, closureOf, indexByName } from './duplicates.ts';
import { dialectOf, importsOf, isLiteFile, packageOf } from './fileFacts.ts';
import { optionOnlyThrough, resolveImports } from './imports.ts';
import type { ResolveImport } from './imports.ts';
import type { Linking } from './linking.ts';
import type { LinkedFile, ProtoSymbol, ResolvedImport, Syntax } from './model.ts';
import type { NameIndex } from './nameIndex.ts';
import type { FileOutline } from './outline.ts';
import { createScope } from './scope.ts';

/** The import path of the file that says which options there are. */
export const descriptorPath = 'google/protobuf/descriptor.proto';

/** What a file goes through once its own names are known, in this order. */
export interface Phases {
  /** Resolves references, options and features. Needs the same of what is imported. */
  readonly settle: (linking: Linking) => void;
  /** Reports, and says what the default of a field stands for. Changes no other thing. */
  readonly check: (linking: Linking) => void;
}

export interface LinkInit {
  readonly source: SourceFile;
  readonly resolveImport: ResolveImport;
  readonly phases: Phases;
  readonly names?: NameIndex | undefined;
  /** Of the text of `source`, which then need not be read to know it. */
  readonly outline?: FileOutline | undefined;
}

/**
 * A file whose phases run when somebody asks for what they make: a file that is merely imported
 * gives its names, and neither resolves references nor checks anything. What it says is the same
 * whenever it is asked. It lets go of what the phases worked with once its findings are known.
 */
export class FileLink implements LinkedFile, SymbolHome {
  readonly source: SourceFile;
  readonly packageName: string;
  readonly syntax: Syntax;
  readonly edition: number;
  readonly imported: readonly LinkedFile[];
  readonly exported: readonly LinkedFile[];
  readonly hasPublicImports: boolean;
  readonly #outline: FileOutline | undefined;
  readonly #resolved: ReadonlyMap<string, ReturnType<ResolveImport>>;
  readonly #phases: Phases;
  readonly #names: NameIndex | undefined;
  readonly #found: Diagnostic[] = [];
  readonly #importedDescriptor: LinkedFile | undefined;
  /** From the first question for a name to the last phase. */
  #started: Linking | undefined;
  #results: Results | undefined;
  #imports: readonly ResolvedImport[] | undefined;
  #visible: readonly LinkedFile[] | undefined;
  #setsFeatures: boolean | undefined;
  #isSettled = false;
  /** How many findings there were before the first phase. */
  #early = 0;

  constructor({ source, resolveImport, phases, names, outline }: LinkInit) {
    const { syntax, edition } = outline ?? dialectOf(source.tree);
    const imports = outline?.imports ?? importsOf(source.tree);
    this.source = source;
    this.packageName = outline?.packageName ?? packageOf(source.tree);
    this.syntax = syntax;
    this.edition = edition;
    this.#outline = outline;
    this.#resolved = new Map(imports.map(({ path }) => [path, resolveImport(path)]));
    this.imported = this.#filesOf(imports);
    this.hasPublicImports = imports.some(({ isPublic }) => isPublic);
    this.exported = this.#seenThrough(imports.filter(({ isPublic }) => isPublic));
    this.#importedDescriptor = firstDefined(this.imported, (file) => file.descriptorProto);
    this.#phases = phases;
    this.#names = names;
  }

  get imports(): readonly ResolvedImport[] {
    return (this.#imports ??= resolveImports(
      this.source,
      (path) => this.#resolved.get(path),
      (found) => this.#found.push(found),
    ));
  }

  get symbols(): ReadonlyMap<string, ProtoSymbol> {
    return (this.#results ?? this.#linking).symbols;
  }

  get topLevel(): readonly ProtoSymbol[] {
    return this.#results?.topLevel ?? this.#linking.definitions.topLevel;
  }

  get references(): LinkedFile['references'] {
    return this.finish().references;
  }

  get options(): LinkedFile['options'] {
    return this.#settled().options;
  }

  get features(): FeatureSet {
    return this.setsFeatures ? this.#settled().features : defaultFeatures(this.edition);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.finish().diagnostics;
  }

  get visible(): readonly LinkedFile[] {
    return (this.#visible ??= this.#seenThrough(
      [...this.#resolved.keys()].map((path) => ({ path })),
    ));
  }

  get descriptorProto(): LinkedFile | undefined {
    return this.source.path === descriptorPath ? this : this.#importedDescriptor;
  }

  /** An option of the name, here or in an `option features = {…}`, has to write it. */
  get setsFeatures(): boolean {
    return (this.#setsFeatures ??= this.#outline?.setsFeatures ?? writes(this, 'features'));
  }

  get isLite(): boolean {
    const mayBe = this.#outline?.setsRuntime ?? writes(this, 'optimize_for');
    return mayBe && isLiteFile(this, this.source.tree);
  }

  find(fullName: string): ProtoSymbol | undefined {
    return this.#mayDefine(fullName) ? this.symbols.get(fullName) : undefined;
  }

  lookup(fullName: string): ProtoSymbol | undefined {
    return firstDefined(this.visible, (file) => file.find(fullName));
  }

  /** Runs what has not been run. */
  finish(): Results {
    return (this.#results ??= this.#check());
  }

  settle(): void {
    if (this.#isSettled) {
      return;
    }
    if (settling > maximumDepth) {
      settleImports(this);
    }
    this.#isSettled = true;
    settling++;
    this.#phases.settle(this.#linking);
    settling--;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  get #linking(): Linking {
    return (this.#started ??= this.#start());
  }

  /** What it defines begins with its package and a name of its own. */
  #mayDefine(fullName: string): boolean {
    if (this.#outline === undefined || this.#started !== undefined || this.#results !== undefined) {
      return true;
    }
    const { packageName, names } = this.#outline;
    const start = packageName === '' ? 0 : packageName.length + 1;
    if (start > 0 && (!fullName.startsWith(packageName) || fullName[start - 1] !== '.')) {
      return false;
    }
    const dot = fullName.indexOf('.', start);
    return names.has(fullName.slice(start, dot === -1 ? undefined : dot));
  }

  /** Without repetition. */
  #filesOf(imports: Iterable<{ readonly path: string }>): readonly LinkedFile[] {
    const files = new Set<LinkedFile>();
    for (const { path } of imports) {
      const found = this.#resolved.get(path);
      if (found !== undefined && !('chain' in found)) {
        files.add(found);
      }
    }
    return [...files];
  }

  /** Itself, and what some of its imports show. */
  #seenThrough(imports: Iterable<{ readonly path: string }>): readonly LinkedFile[] {
    const shown = this.#filesOf(imports).flatMap((file) => file.exported);
    return [this, ...new Set(shown)];
  }

  #settled(): Results | Linking {
    this.settle();
    return this.#results ?? this.#linking;
  }

  #start(): Linking {
    const { source, packageName, syntax, edition, imports, imported } = this;
    const report = (found: Diagnostic): void => void this.#found.push(found);
    const standard = defaultFeatures(edition);
    const definitions = collectDefinitions({ source, packageName, features: standard, home: this });
    const symbols = indexByName(definitions, report);
    this.#early = this.#found.length;
    const closure = lazy(() => closureOf(imported));
    const usedFiles = new Set<SourceFile>();
    const references: Linking['references'] = new Map();
    const visible = this.visible.slice(1);
    const optionOnly = optionOnlyThrough(imports);
    const onUse = (file: SourceFile): void => void usedFiles.add(file);
    return {
      source,
      packageName,
      syntax,
      edition,
      definitions,
      symbols,
      imports,
      scope: createScope({ packageName, symbols, visible, optionOnly, onUse }),
      references,
      refer: (node, symbol) => void references.set(node, symbol),
      options: new Map(),
      features: standard,
      descriptorProto: this.#importedDescriptor,
      usedFiles,
      homeOf: homeFinder(source, visible, closure),
      closure,
      elements: [],
      report,
      diagnostics: this.#found,
    };
  }

  #check(): Results {
    this.settle();
    const linking = this.#linking;
    const late = this.#found.splice(this.#early);
    checkImportedNames(linking, this.#names);
    late.forEach((found) => this.#found.push(found));
    this.#phases.check(linking);
    const { symbols, references, options, features, definitions } = linking;
    this.#started = undefined;
    const diagnostics = this.#found.sort((a, b) => a.start - b.start);
    return { symbols, topLevel: definitions.topLevel, references, options, features, diagnostics };
  }
}

/** What stays of the phases. */
export type Results = Pick<
  LinkedFile,
  'symbols' | 'topLevel' | 'references' | 'options' | 'features' | 'diagnostics'
>;

/** How many files are being settled, each because the one before asked for something of it. */
let settling = 0;
/** Beyond so many, imports are settled beforehand: a chain of them may be longer than the call stack. */
const maximumDepth = 50;

/** Settles all that a file imports, those first that the others import. */
function settleImports(file: FileLink): void {
  const stack: { readonly file: FileLink; next: number }[] = [{ file, next: 0 }];
  const entered = new Set([file]);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const imported = top.file.imported[top.next++];
    if (imported instanceof FileLink && !imported.isSettled && !entered.has(imported)) {
      entered.add(imported);
      stack.push({ file: imported, next: 0 });
    } else if (top.next > top.file.imported.length) {
      stack.pop();
      if (top.file !== file) {
        top.file.settle();
      }
    }
  }
}

/** Whether a file writes a word anywhere, so that an option may have it in its name. */
function writes({ source }: LinkedFile, word: string): boolean {
  return source.text.includes(word);
}

/** Looks among the files that are seen before it walks over all that are imported. */
function homeFinder(
  source: SourceFile,
  visible: readonly LinkedFile[],
  closure: Linking['closure'],
): Linking['homeOf'] {
  const bySource = (files: Iterable<LinkedFile>): Map<SourceFile, LinkedFile> =>
    new Map(Array.from(files, (file) => [file.source, file]));
  const near = lazy(() => bySource(visible));
  const all = lazy(() => bySource(closure()));
  return ({ file }) => (file === source ? undefined : (near().get(file) ?? all().get(file)));
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function firstDefined<T, R>(items: readonly T[], map: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = map(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
