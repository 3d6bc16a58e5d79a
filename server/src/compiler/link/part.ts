import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { movedBy } from '../diagnostics/moved.ts';
import type { Element } from '../options/elements.ts';
import type { FileMember } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { collectDefinitions, type CollectInput, type Definitions } from './collect.ts';
import type { DefinedSymbol, SymbolHome } from './definedSymbol.ts';
import { indexByName } from './duplicates.ts';
import type { Linking } from './linking.ts';
import type { PartMemory } from './memory.ts';
import type { LinkedPart, ProtoSymbol, Reference } from './model.ts';

/** Who settles the parts of a file. */
export interface PartOwner {
  readonly setsFeatures: boolean;
  /** Runs the phases for a part, as far as they may run now. */
  settlePart(part: Part): void;
}

/** What the phases make of one part, while they run. */
export interface PartWork {
  readonly linking: Linking;
  readonly findings: Diagnostic[];
  /** As they are written. */
  readonly names: Set<string>;
  /** The imported files that it refers to. */
  readonly usedFiles: Set<SourceFile>;
}

export interface PartInit {
  readonly owner: PartOwner;
  /** A declaration at file level; absent for all others, or for the whole of a small file. */
  readonly node: FileMember | undefined;
  /** What an earlier link remembers of `node`. */
  readonly known: PartMemory | undefined;
  readonly collect: Omit<CollectInput, 'home'>;
}

/** A declaration at file level, or what a file is besides them: linked and checked on its own. */
export class Part implements SymbolHome, LinkedPart {
  readonly node: FileMember | undefined;
  readonly references = new Map<Reference, ProtoSymbol>();
  readonly #owner: PartOwner;
  readonly #collect: PartInit['collect'];
  #definitions: Definitions | undefined;
  #byName: ReadonlyMap<string, DefinedSymbol> | undefined;
  #clashes: readonly Diagnostic[] = [];
  #own: readonly string[] | undefined;
  #work: PartWork | undefined;
  /** What an earlier link remembers of the same tree. */
  readonly known: PartMemory | undefined;
  /** That, where it holds: the part is not linked then unless somebody asks. */
  kept: PartMemory | undefined;
  /** Of a part that is kept: how many phases it has behind it, and whether one is under way. */
  steps = 0;
  isRunning = false;
  /** What this link remembers of it. */
  made: PartMemory | undefined;

  constructor({ owner, node, known, collect }: PartInit) {
    this.node = node;
    this.known = known;
    this.#owner = owner;
    this.#collect = collect;
  }

  get definitions(): Definitions {
    return (this.#definitions ??= collectDefinitions({ ...this.#collect, home: this }));
  }

  /** What it defines, the first of each name. */
  get byName(): ReadonlyMap<string, DefinedSymbol> {
    if (this.#byName === undefined) {
      const clashes: Diagnostic[] = [];
      this.#byName = indexByName(this.symbols, (found) => void clashes.push(found));
      this.#clashes = clashes;
    }
    return this.#byName;
  }

  /** The names that it defines twice. */
  get clashes(): readonly Diagnostic[] {
    return this.kept === undefined ? this.#foundClashes() : this.#here(this.kept.clashes);
  }

  /** The names that it adds to the file's scope. */
  get own(): readonly string[] {
    return (this.#own ??= this.known?.own ?? this.#findOwn());
  }

  get setsFeatures(): boolean {
    return this.#owner.setsFeatures;
  }

  get start(): number {
    return this.node?.start ?? 0;
  }

  get meaning(): object {
    return this.kept ?? this.made ?? this;
  }

  get hasExtensions(): boolean {
    return this.known?.hasExtensions ?? this.definitions.extends.length > 0;
  }

  get symbols(): readonly DefinedSymbol[] {
    return this.definitions.all;
  }

  settle(): void {
    this.#owner.settlePart(this);
  }

  /** The file's linking, with this part for the whole. */
  workWith(linking: Linking): PartWork {
    return (this.#work ??= this.#begin(linking));
  }

  get work(): PartWork | undefined {
    return this.#work;
  }

  /** What was found of it, now or earlier. */
  get said(): readonly Diagnostic[] {
    return this.kept === undefined ? (this.#work?.findings ?? []) : this.#here(this.kept.findings);
  }

  /** Lets go of what the phases worked with. */
  release(): void {
    this.#work = undefined;
  }

  /** What was found of the same text, which may have stood elsewhere. */
  #here(findings: readonly Diagnostic[]): readonly Diagnostic[] {
    const by = this.start - (this.kept?.start ?? this.start);
    const { path } = this.#collect.source;
    return by === 0 ? findings : findings.map((found) => movedBy(found, by, path));
  }

  #foundClashes(): readonly Diagnostic[] {
    void this.byName;
    return this.#clashes;
  }

  #findOwn(): readonly string[] {
    const { packageName } = this.#collect;
    return this.symbols.filter(({ scope }) => scope === packageName).map(({ name }) => name);
  }

  #begin(linking: Linking): PartWork {
    const { definitions, references } = this;
    const elements: Element[] = [];
    const refer: Linking['refer'] = (node, symbol) => void references.set(node, symbol);
    return {
      linking: { ...linking, definitions, references, refer, elements },
      findings: [],
      names: new Set(),
      usedFiles: new Set(),
    };
  }
}
