import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { FeatureSet } from '../options/featureSet.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import type { Definitions } from './collect.ts';
import { DefinedSymbol, type SymbolHome } from './definedSymbol.ts';
import {
  type FileBasis,
  fits,
  isPart,
  keepParts,
  knownParts,
  type LinkMemory,
  mayHaveAny,
} from './memory.ts';
import type { ProtoSymbol } from './model.ts';
import type { FileOutline } from './outline.ts';
import { type Owners, ownersOf, OwnNames } from './ownNames.ts';
import { Part, type PartOwner } from './part.ts';
import { nameBelow, parentScope } from './scopeNames.ts';

/** The import path of the file that says which options there are. */
export const descriptorPath = 'google/protobuf/descriptor.proto';

export interface DeclarationsInit {
  readonly owner: PartOwner;
  readonly basis: FileBasis;
  readonly packageName: string;
  /** Those of the edition. */
  readonly features: FeatureSet;
  /** Of the text of the file, which then need not be read to know it. */
  readonly outline: FileOutline | undefined;
  /** Whether a large file is taken in parts. */
  readonly isDivisible: boolean;
  readonly report: (found: Diagnostic) => void;
}

/** Shorter texts are linked anew in little time, whatever has changed. */
const minimumLength = 20_000;

/** What the tree of a file gives once it is looked into. */
interface Known {
  readonly parts: readonly Part[];
  readonly owners: Owners;
  readonly names: OwnNames;
}

/**
 * What a file declares, found as it is asked for. With an outline a message or an enum is promised by
 * its name and kind alone: the tree is read when somebody asks for more.
 */
export class Declarations implements SymbolHome {
  readonly #init: DeclarationsInit;
  readonly #promised = new Map<string, DefinedSymbol>();
  /** Until the tree has been looked into. */
  #memory: LinkMemory | undefined;
  #known: Known | undefined;
  #definitions: Definitions | undefined;
  #topLevel: readonly ProtoSymbol[] | undefined;

  /** `memory` is of an earlier text of the file. */
  constructor(init: DeclarationsInit, memory: LinkMemory | undefined) {
    this.#init = init;
    this.#memory = memory;
  }

  /** In order of the text, those of what is not a declaration first. */
  get parts(): readonly Part[] {
    return this.#look().parts;
  }

  get owners(): Owners {
    return this.#look().owners;
  }

  get names(): OwnNames {
    return this.#look().names;
  }

  get definitions(): Definitions {
    return (this.#definitions ??= wholeOf(this.#source, this.parts));
  }

  get topLevel(): readonly ProtoSymbol[] {
    return (this.#topLevel ??= this.definitions.topLevel);
  }

  /** Whether the file is taken in parts; what defines options is never large. */
  get isDivided(): boolean {
    const { path, text } = this.#source;
    return this.#init.isDivisible && text.length >= minimumLength && path !== descriptorPath;
  }

  /** The last parts of the names that it defines below its package. */
  ownNames(): Iterable<string> {
    return this.#known === undefined && this.#init.outline !== undefined
      ? this.#init.outline.names
      : this.owners.partOf.keys();
  }

  /** What the file defines by a full name, the first of it. */
  find(fullName: string): DefinedSymbol | undefined {
    const { outline, packageName } = this.#init;
    if (this.#known !== undefined || outline === undefined) {
      return this.names.get(fullName);
    }
    const name = nameBelow(packageName, fullName);
    return name !== undefined && outline.names.has(name)
      ? (this.#promise(fullName, outline) ?? this.names.get(fullName))
      : undefined;
  }

  get setsFeatures(): boolean {
    return this.#init.owner.setsFeatures;
  }

  look(fullName: string): void {
    this.names.get(fullName);
  }

  /** What a promise needs to be settled, its declaration knows. */
  settle(): void {
    return;
  }

  get #source(): SourceFile {
    return this.#init.basis.source;
  }

  #promise(fullName: string, outline: FileOutline): DefinedSymbol | undefined {
    const type = outline.types.get(fullName);
    const before = this.#promised.get(fullName);
    if (type === undefined || before !== undefined) {
      return before;
    }
    const { kind, isDeprecated } = type;
    const scope = parentScope(fullName);
    const name = fullName.slice(scope === '' ? 0 : scope.length + 1);
    const [file, { features }] = [this.#source, this.#init];
    const init = { kind, name, scope, file, features, home: this, isDeprecated };
    const symbol = new DefinedSymbol(init);
    this.#promised.set(fullName, symbol);
    return symbol;
  }

  #look(): Known {
    if (this.#known === undefined) {
      const { packageName, report } = this.#init;
      const parts = this.#divide();
      const owners = ownersOf(parts);
      this.#keepParts(parts, owners);
      const names = new OwnNames(parts, { packageName, owners }, report);
      this.#known = { parts, owners, names };
      this.#memory = undefined;
    }
    return this.#known;
  }

  /** One part, or one for each declaration and the first for what they stand in. */
  #divide(): readonly Part[] {
    const { owner, packageName, features } = this.#init;
    const { tree } = this.#source;
    const promised = this.#promised;
    const collect = { source: this.#source, packageName, features, promised };
    if (!this.isDivided) {
      return [new Part({ owner, node: undefined, known: undefined, collect })];
    }
    const memory = this.#fittingMemory();
    const rest = tree.members.filter((member) => !isPart(member));
    const nodes = tree.members.filter(isPart);
    const known = memory && knownParts(memory, this.#source, nodes);
    return [
      new Part({
        owner,
        node: undefined,
        known: undefined,
        collect: { ...collect, file: tree, members: rest },
      }),
      ...nodes.map(
        (node, index) =>
          new Part({
            owner,
            node,
            known: known?.[index],
            collect: { ...collect, members: [node] },
          }),
      ),
    ];
  }

  #fittingMemory(): LinkMemory | undefined {
    const memory = this.#memory;
    return memory !== undefined && fits(memory, this.#init.basis) ? memory : undefined;
  }

  #keepParts(parts: readonly Part[], owners: Owners): void {
    const memory = this.#fittingMemory();
    if (memory !== undefined && this.isDivided && !this.#dependsOnOrder(parts)) {
      keepParts(parts, memory, owners);
    }
  }

  /** Whether a phase may see what a later one does to another part of the file. */
  #dependsOnOrder(parts: readonly Part[]): boolean {
    const { text, tree } = this.#source;
    const defines = parts.some(({ hasExtensions }) => hasExtensions);
    return (
      (defines && this.#init.owner.setsFeatures) ||
      parts.some(({ known, node }) =>
        known === undefined
          ? node !== undefined && mayHaveAny(text.slice(node.start, node.end))
          : known.mayHaveAny,
      ) ||
      tree.members.some(
        (member) => member.kind === 'option' && mayHaveAny(text.slice(member.start, member.end)),
      )
    );
  }
}

/** The definitions of all parts, found as they are asked for; what has an `extend` is never kept. */
function wholeOf({ tree }: SourceFile, parts: readonly Part[]): Definitions {
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? only.definitions
    : {
        file: tree,
        get topLevel() {
          return parts.flatMap(({ definitions }) => definitions.topLevel);
        },
        get all() {
          return parts.flatMap(({ definitions }) => definitions.all);
        },
        get extends() {
          return parts.flatMap((part) => (part.kept === undefined ? part.definitions.extends : []));
        },
      };
}
