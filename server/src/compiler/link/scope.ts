import type { SourceFile } from '../syntax/sourceFile.ts';
import type { LinkedFile, ProtoSymbol } from './model.ts';
import { parentScope } from './scopeNames.ts';
import { VisibleFiles } from './visibleFiles.ts';

/** What a full name stands for: a definition, or a package that some visible file is in. */
export type Meaning = ProtoSymbol | 'package';

/** What resolving a name gives. `tried` is the full name that an inner scope bound it to in vain. */
export interface Resolution {
  readonly symbol: ProtoSymbol | undefined;
  readonly tried?: string;
}

/** The names that one file sees. */
export interface Scope {
  /** To be called before another part of the file looks names up: what it uses is told of anew. */
  beginPart(): void;
  /** What a full name stands for, option imports left out. */
  find(fullName: string): Meaning | undefined;
  /**
   * Resolves a name as protoc does: from the innermost scope outwards, where the first component
   * that is found decides. `within` is the full name of the scope to begin with; `typesOnly` skips
   * whatever is not a message or an enum.
   */
  resolve(name: string, within: string, typesOnly: boolean): Resolution;
  /** As `resolve`, for the name of a custom option: what option imports bring counts too. */
  resolveOption(name: string, within: string): Resolution;
}

/** What a scope is made of. */
export interface ScopeInit {
  readonly source: SourceFile;
  readonly packageName: string;
  readonly symbols: Pick<ReadonlyMap<string, ProtoSymbol>, 'get'>;
  /** The other files that can be seen. */
  readonly visible: readonly LinkedFile[];
  /** Those of them that are there for the names of options alone. */
  readonly optionOnly: ReadonlySet<SourceFile>;
  /** Told of the file of each name that is found in another one. */
  readonly onUse: (file: SourceFile) => void;
  /** Told of each name that is looked up, as it is written. */
  readonly onLookup: (name: string) => void;
}

export function createScope(init: ScopeInit): Scope {
  const packages = packagesOf([init.packageName, ...init.visible.map((file) => file.packageName)]);
  const others = new VisibleFiles(init.visible);
  const known = new Map<string, Meaning | undefined>();
  const { optionOnly, source } = init;
  const isOwn = ({ file }: ProtoSymbol): boolean => file === source;

  function search(fullName: string): Meaning | undefined {
    const own = init.symbols.get(fullName);
    if (own !== undefined) {
      return own;
    }
    return others.find(fullName) ?? (packages.has(fullName) ? 'package' : undefined);
  }

  function find(fullName: string): Meaning | undefined {
    const before = known.get(fullName);
    const isKnown = before !== undefined || known.has(fullName);
    const found = isKnown ? before : search(fullName);
    if (!isKnown) {
      known.set(fullName, found);
    }
    if (found !== undefined && found !== 'package' && !isOwn(found)) {
      init.onUse(found.file);
    }
    return found;
  }

  function findDeclared(fullName: string): Meaning | undefined {
    const found = find(fullName);
    const isHidden = found !== undefined && found !== 'package' && optionOnly.has(found.file);
    return isHidden ? undefined : found;
  }

  const declared = new NameResolver(findDeclared);
  const all = new NameResolver(find);
  return {
    beginPart() {
      declared.forgetScopes();
      all.forgetScopes();
    },
    find(fullName) {
      init.onLookup(fullName);
      return findDeclared(fullName);
    },
    resolve(name, within, typesOnly) {
      init.onLookup(name);
      return declared.resolve(name, within, typesOnly);
    },
    resolveOption(name, within) {
      init.onLookup(name);
      return all.resolve(name, within, false);
    },
  };
}

class NameResolver {
  readonly #find: Scope['find'];
  /** By first component, then by scope to begin with: what `#scopeOf` gave. */
  readonly #scopes = new Map<string, Map<string, string>>();

  constructor(find: Scope['find']) {
    this.#find = find;
  }

  forgetScopes(): void {
    this.#scopes.clear();
  }

  resolve(name: string, within: string, typesOnly: boolean): Resolution {
    if (name.startsWith('.')) {
      return { symbol: asSymbol(this.#find(name.slice(1))) };
    }
    const dot = name.indexOf('.');
    if (dot === -1) {
      return { symbol: this.#plain(name, within, typesOnly) };
    }
    const scope = this.#scopeOf(name.slice(0, dot), within);
    if (scope === '') {
      return { symbol: asSymbol(this.#find(name)) };
    }
    const tried = `${scope}.${name}`;
    const symbol = asSymbol(this.#find(tried));
    return symbol === undefined ? { symbol, tried } : { symbol };
  }

  #plain(name: string, within: string, typesOnly: boolean): ProtoSymbol | undefined {
    for (let scope = within; scope !== ''; scope = parentScope(scope)) {
      const found = this.#find(`${scope}.${name}`);
      if (found !== undefined && (!typesOnly || isType(found))) {
        return asSymbol(found);
      }
    }
    return asSymbol(this.#find(name));
  }

  /**
   * The innermost scope that has something with names of its own by the name `first`, empty for the
   * outermost. The fields of a message ask it again and again.
   */
  #scopeOf(first: string, within: string): string {
    const known = this.#scopes.get(first) ?? new Map<string, string>();
    this.#scopes.set(first, known);
    const passed: string[] = [];
    let scope = within;
    while (scope !== '' && !known.has(scope) && !this.#isBoundIn(scope, first)) {
      passed.push(scope);
      scope = parentScope(scope);
    }
    const found = known.get(scope) ?? scope;
    known.set(scope, found);
    for (const inner of passed) {
      known.set(inner, found);
    }
    return found;
  }

  #isBoundIn(scope: string, first: string): boolean {
    const found = this.#find(`${scope}.${first}`);
    return found !== undefined && isAggregate(found);
  }
}

function asSymbol(meaning: Meaning | undefined): ProtoSymbol | undefined {
  return meaning === 'package' ? undefined : meaning;
}

function isType(meaning: Meaning): boolean {
  return meaning !== 'package' && (meaning.kind === 'message' || meaning.kind === 'enum');
}

function isAggregate(meaning: Meaning): boolean {
  return meaning === 'package' || isType(meaning) || meaning.kind === 'service';
}

function packagesOf(names: readonly string[]): ReadonlySet<string> {
  const packages = new Set<string>();
  for (const name of new Set(names)) {
    for (let scope = name; scope !== ''; scope = parentScope(scope)) {
      packages.add(scope);
    }
  }
  return packages;
}
