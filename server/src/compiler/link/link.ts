import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { defaultFeatures } from '../options/features.ts';
import type { FeatureSet } from '../options/featureSet.ts';
import type { InterpretedOptions } from '../options/values.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { Declarations, type DeclarationsInit, descriptorPath } from './declarations.ts';
import { checkImportedNames, closureOf } from './duplicates.ts';
import { DefinedSymbol } from './definedSymbol.ts';
import { dialectOf, importsOf, isLiteFile, packageOf } from './fileFacts.ts';
import { optionOnlyThrough, resolveImports } from './imports.ts';
import type { ResolveImport } from './imports.ts';
import type { Linking } from './linking.ts';
import { type LinkMemory, remember, rememberPart } from './memory.ts';
import type {
  LinkedFile,
  LinkedPart,
  OptionedElement,
  ProtoSymbol,
  ResolvedImport,
  Syntax,
} from './model.ts';
import type { NameIndex } from './nameIndex.ts';
import type { FileOutline } from './outline.ts';
import type { Part, PartOwner } from './part.ts';
import { createScope } from './scope.ts';

/** What a file goes through once its own names are known, in this order. */
export interface Phases {
  /**
   * They resolve references, options and features. Each needs the earlier ones of the whole file, and
   * all of what is imported.
   */
  readonly settle: readonly ((linking: Linking) => void)[];
  /**
   * Reports what is wrong with single declarations, and notes what the default of a field stands for.
   * Changes no other thing.
   */
  readonly check: (linking: Linking) => void;
  /** Reports what is wrong with the file as a whole. */
  readonly checkFile: (linking: Linking) => void;
}

export interface LinkInit {
  readonly source: SourceFile;
  readonly resolveImport: ResolveImport;
  readonly phases: Phases;
  readonly names?: NameIndex | undefined;
  /** Of the text of `source`, which then need not be read to know it. */
  readonly outline?: FileOutline | undefined;
  /** Of an earlier text of the file. */
  readonly memory?: LinkMemory | undefined;
}

/**
 * A file whose phases run when somebody asks for what they make: a file that is merely imported
 * gives its names, and neither resolves references nor checks anything. What it says is the same
 * whenever it is asked. It lets go of what the phases worked with once its findings are known.
 *
 * A large file is linked in parts, its declarations. Those of which everything is as an earlier link
 * remembers it say what they said: for them the phases run, in silence, when somebody asks for more
 * than findings.
 */
export class FileLink implements LinkedFile, PartOwner {
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
  readonly #declared: Declarations;
  /** From the first phase to the last one. */
  #started: Linking | undefined;
  /** The part that a phase works on. */
  #current: Part | undefined;
  /** How many phases the parts that are linked anew have behind them. */
  #steps = 0;
  #memory: LinkMemory | undefined;
  #references: LinkedFile['references'] | undefined;
  #results: Results | undefined;
  #imports: readonly ResolvedImport[] | undefined;
  #visible: readonly LinkedFile[] | undefined;
  #setsFeatures: boolean | undefined;
  #isSettled = false;

  constructor({ source, resolveImport, phases, names, outline, memory }: LinkInit) {
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
    this.#memory = memory;
    const { packageName } = this;
    const declarations: DeclarationsInit = {
      owner: this,
      basis: { source, resolved: this.#resolved },
      packageName,
      features: defaultFeatures(edition),
      outline,
      isDivisible: names === undefined,
      report: (found) => this.#found.push(found),
    };
    this.#declared = new Declarations(declarations, memory);
  }

  get imports(): readonly ResolvedImport[] {
    return (this.#imports ??= resolveImports(
      this.source,
      (path) => this.#resolved.get(path),
      (found) => this.#found.push(found),
    ));
  }

  get symbols(): ReadonlyMap<string, ProtoSymbol> {
    return this.#declared.names.all();
  }

  get topLevel(): readonly ProtoSymbol[] {
    return this.#declared.topLevel;
  }

  get references(): LinkedFile['references'] {
    this.finish();
    this.#settleAll();
    return (this.#references ??= joined(this.#declared.parts));
  }

  get options(): LinkedFile['options'] {
    this.#settleAll();
    return (this.#results ?? this.#linking).options;
  }

  optionsOf(element: OptionedElement): InterpretedOptions | undefined {
    if (element instanceof DefinedSymbol) {
      element.home.settle();
    } else if (element.kind === 'file') {
      this.settle();
    } else {
      this.#settleAll();
    }
    return (this.#results ?? this.#linking).options.get(element);
  }

  get features(): FeatureSet {
    if (!this.setsFeatures) {
      return defaultFeatures(this.edition);
    }
    this.settle();
    return (this.#results ?? this.#linking).features;
  }

  get parts(): readonly LinkedPart[] {
    this.finish();
    return this.#declared.parts;
  }

  get memory(): LinkMemory | undefined {
    return this.#memory;
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

  ownNames(): Iterable<string> {
    return this.#declared.ownNames();
  }

  find(fullName: string): ProtoSymbol | undefined {
    return this.#declared.find(fullName);
  }

  lookup(fullName: string): ProtoSymbol | undefined {
    return firstDefined(this.visible, (file) => file.find(fullName));
  }

  /** Runs what has not been run. */
  finish(): Results {
    if (this.#results === undefined) {
      this.#results = this.#check();
      this.#letGo();
    }
    return this.#results;
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
    const linking = this.#linking;
    for (const phase of this.#phases.settle) {
      this.#run(phase);
      this.#steps++;
    }
    linking.features = this.#declared.parts[0]?.work?.linking.features ?? linking.features;
    settling--;
  }

  settlePart(part: Part): void {
    if (part.kept === undefined) {
      this.settle();
    } else {
      this.#settleKept([part]);
    }
  }

  /** Runs for parts that are kept, or one of them, what has been run for the others. */
  #settleKept(parts: readonly Part[] = this.#declared.parts): void {
    this.settle();
    const { settle, check } = this.#phases;
    const phases = [...settle, check].slice(0, this.#steps);
    for (const part of parts.filter(({ kept, isRunning }) => kept !== undefined && !isRunning)) {
      part.isRunning = true;
      for (const phase of phases.slice(part.steps)) {
        this.#runFor(part, phase);
        part.steps++;
      }
      part.isRunning = false;
    }
  }

  #settleAll(): void {
    if (this.#started !== undefined || this.#results === undefined) {
      this.#settleKept();
      this.#letGo();
    }
  }

  #run(phase: (linking: Linking) => void): void {
    for (const part of this.#declared.parts) {
      if (part.kept === undefined) {
        this.#runFor(part, phase);
      }
    }
  }

  #runFor(part: Part, phase: (linking: Linking) => void): void {
    const linking = this.#linking;
    const around = this.#current;
    this.#current = part;
    linking.scope.beginPart();
    phase(part.workWith(linking).linking);
    this.#current = around;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  get #linking(): Linking {
    return (this.#started ??= this.#start());
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

  #start(): Linking {
    const { source, packageName, syntax, edition, imports, imported } = this;
    const { names, definitions } = this.#declared;
    const report = (found: Diagnostic): void => this.#report(found);
    const closure = lazy(() => closureOf(imported));
    const visible = this.visible.slice(1);
    return {
      source,
      packageName,
      syntax,
      edition,
      definitions,
      symbols: names,
      imports,
      scope: createScope({
        source,
        packageName,
        symbols: names,
        visible,
        optionOnly: optionOnlyThrough(imports),
        onUse: (file) => this.#current?.work?.usedFiles.add(file),
        onLookup: (name) => this.#current?.work?.names.add(name),
      }),
      references: new Map(),
      refer: () => undefined,
      options: new Map(),
      features: defaultFeatures(edition),
      descriptorProto: this.#importedDescriptor,
      usedFiles: () => this.#usedFiles(),
      namesAtFileLevel: () => this.#declared.owners.partOf.keys(),
      hasOptions: () => this.#declared.parts.some(hasOptions),
      homeOf: homeFinder(source, visible, closure),
      closure,
      elements: [],
      report,
      diagnostics: this.#found,
    };
  }

  #report(found: Diagnostic): void {
    const part = this.#current;
    if (part === undefined) {
      this.#found.push(found);
    } else if (part.kept === undefined) {
      part.work?.findings.push(found);
    }
  }

  #usedFiles(): ReadonlySet<SourceFile> {
    const files = this.#declared.parts.flatMap(
      (part) => part.kept?.usedFiles ?? [...(part.work?.usedFiles ?? [])],
    );
    return new Set(files);
  }

  #check(): Results {
    this.settle();
    const linking = this.#linking;
    if (linking.definitions.extends.length > 0) {
      // Rules about an extension look at what the message that it extends says.
      this.#settleKept();
    }
    checkImportedNames(linking, this.#names);
    this.#run(this.#phases.check);
    this.#steps++;
    for (const part of this.#declared.parts) {
      part.said.forEach((found) => this.#found.push(found));
    }
    this.#phases.checkFile(linking);
    this.#remember();
    const { options, features } = linking;
    const diagnostics = this.#found.sort((a, b) => a.start - b.start);
    return { options, features, diagnostics };
  }

  #remember(): void {
    const { source } = this;
    for (const part of this.#declared.parts) {
      const { node, kept, work } = part;
      if (node !== undefined && kept === undefined && work !== undefined) {
        part.made = rememberPart(part, { node, work, source });
      }
    }
    const { isDivided, parts, owners } = this.#declared;
    const basis = { source, resolved: this.#resolved };
    this.#memory = isDivided ? remember(basis, parts, owners) : undefined;
  }

  /** Nobody needs what the phases work with once all of them are done. */
  #letGo(): void {
    const isDone = ({ kept, steps }: Part): boolean => kept === undefined || steps === this.#steps;
    if (this.#results !== undefined && this.#declared.parts.every(isDone)) {
      this.#declared.parts.forEach((part) => part.release());
      this.#started = undefined;
    }
  }
}

function hasOptions({ kept, work }: Part): boolean {
  return kept?.hasOptions ?? (work !== undefined && work.linking.elements.length > 0);
}

function joined(parts: readonly Part[]): LinkedFile['references'] {
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? only.references
    : new Map(parts.flatMap(({ references }) => [...references]));
}

/** What stays of the phases. */
export type Results = Pick<LinkedFile, 'options' | 'features' | 'diagnostics'>;

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
