import type { SourceFile } from '../../compiler/index.ts';
import type { Definition, Snapshot, TypePlace } from '../../workspace/index.ts';
import { remembered } from '../remembered.ts';

/** A definition of a summary, and where it is. */
export interface SeenDefinition {
  readonly uri: string;
  readonly definition: Definition;
}

/** A file that others see, with what was asked of it. */
class SeenFile {
  readonly uri: string;
  readonly packageName: string;
  readonly #snapshot: Snapshot;
  readonly #definitions = new Map<string, readonly SeenDefinition[]>();
  #knownValues: ReadonlySet<string> | undefined;

  constructor(snapshot: Snapshot, uri: string) {
    this.uri = uri;
    this.packageName = snapshot.summary(uri).packageName;
    this.#snapshot = snapshot;
  }

  /** By short name. */
  definitionsNamed(name: string): readonly SeenDefinition[] {
    const { uri } = this;
    const known = this.#definitions.get(name);
    if (known !== undefined) {
      return known;
    }
    const all =
      this.#snapshot.indexed(uri)?.definitionsNamed(name) ??
      this.#snapshot.summary(uri).definitions.filter((each) => each.name === name);
    const definitions = all.map((definition) => ({ uri, definition }));
    this.#definitions.set(name, definitions);
    return definitions;
  }

  /** Whether a value of an enum has that name in a package, or a definition that is known otherwise. */
  mayHaveValue(packageName: string, name: string): boolean {
    return (
      this.packageName === packageName &&
      (this.#snapshot.indexed(this.uri)?.hasOwnName(name) ?? this.#values.has(name))
    );
  }

  /** The values of enums that are no part of a message, of a file that is open. */
  get #values(): ReadonlySet<string> {
    return (this.#knownValues ??= new Set(valuesOf(this.#snapshot.source(this.uri))));
  }
}

function valuesOf(source: SourceFile | undefined): readonly string[] {
  return (source?.tree.members ?? [])
    .flatMap((member) => (member.kind === 'enum' ? member.members : []))
    .flatMap((member) => (member.kind === 'enumValue' ? [member.name.text] : []));
}

/** What each file of a snapshot sees, kept for all who ask about that snapshot. */
export const seenIn = remembered((snapshot: Snapshot) => new Sight(snapshot));

class Sight {
  readonly #snapshot: Snapshot;
  readonly #files = new Map<string, SeenFile>();
  readonly #names = new Map<string, SeenNames>();
  readonly #reExported = new Map<string, ReadonlySet<string>>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  from(uri: string): SeenNames {
    const names =
      this.#names.get(uri) ??
      new SeenNames(uri, this.#visibleFrom(uri), (each) => this.#file(each));
    this.#names.set(uri, names);
    return names;
  }

  #file(uri: string): SeenFile {
    const file = this.#files.get(uri) ?? new SeenFile(this.#snapshot, uri);
    this.#files.set(uri, file);
    return file;
  }

  /** What a file imports, and what that re-exports. */
  #visibleFrom(uri: string): ReadonlySet<string> {
    const visible = new Set<string>();
    for (const imported of this.#snapshot.imported(uri)) {
      if (imported !== undefined && !visible.has(imported)) {
        visible.add(imported);
        this.#reExportedBy(imported).forEach((each) => visible.add(each));
      }
    }
    visible.delete(uri);
    return visible;
  }

  /** What those see who import a file, beside that one. */
  #reExportedBy(uri: string): ReadonlySet<string> {
    const known = this.#reExported.get(uri);
    if (known !== undefined) {
      return known;
    }
    if (!this.#snapshot.summary(uri).imports.some(({ isPublic }) => isPublic)) {
      this.#reExported.set(uri, nothing);
      return nothing;
    }
    const found = new Set<string>([uri]);
    for (const exporter of found) {
      const { imports } = this.#snapshot.summary(exporter);
      for (const [index, { isPublic }] of imports.entries()) {
        const imported = isPublic ? this.#snapshot.imported(exporter)[index] : undefined;
        if (imported !== undefined) {
          found.add(imported);
        }
      }
    }
    found.delete(uri);
    this.#reExported.set(uri, found);
    return found;
  }
}

const nothing: ReadonlySet<string> = new Set();

/** What a name is found to be; `unsure` where only links tell. */
type Found = SeenDefinition | 'package' | 'unsure' | undefined;

/**
 * The names that one file sees, as far as summaries have them: messages, enums, services, rpcs,
 * extensions and packages. It resolves names by the rules of `link/scope.ts`.
 */
export class SeenNames {
  readonly #own: string;
  readonly #others: ReadonlySet<string>;
  readonly #file: (uri: string) => SeenFile;
  #knownFiles: readonly SeenFile[] | undefined;
  #knownPackages: ReadonlySet<string> | undefined;
  /** By short name. */
  readonly #definitions = new Map<string, readonly SeenDefinition[]>();

  constructor(own: string, others: ReadonlySet<string>, file: (uri: string) => SeenFile) {
    this.#own = own;
    this.#others = others;
    this.#file = file;
  }

  /** Whether the names of a file are among them. */
  sees(uri: string): boolean {
    return uri === this.#own || this.#others.has(uri);
  }

  get #files(): readonly SeenFile[] {
    return (this.#knownFiles ??= [this.#own, ...this.#others].map(this.#file));
  }

  get #packages(): ReadonlySet<string> {
    return (this.#knownPackages ??= new Set(this.#files.map(({ packageName }) => packageName)));
  }

  /** What a name means where it stands. */
  resolve(name: string, place: TypePlace): SeenDefinition | 'unsure' | undefined {
    const found = name.startsWith('.') ? this.#find(name.slice(1)) : this.#search(name, place);
    return found === 'package' ? undefined : found;
  }

  /** From the innermost scope outwards, where what is found for the first part decides. */
  #search(name: string, { scope, findsTypes }: TypePlace): Found {
    const dot = name.indexOf('.');
    return dot === -1
      ? this.#searchPlain(name, scope, findsTypes)
      : this.#searchQualified(name, scope, name.slice(0, dot));
  }

  #searchPlain(name: string, within: string, findsTypes: boolean): Found {
    for (let scope = within; scope !== ''; scope = parentOf(scope)) {
      const found = this.#find(`${scope}.${name}`);
      if (found === 'unsure' || (findsTypes ? isType(found) : found !== undefined)) {
        return found;
      }
      if (!findsTypes && this.#mayHaveOther(scope, name)) {
        return 'unsure';
      }
    }
    return this.#find(name);
  }

  #searchQualified(name: string, within: string, first: string): Found {
    const scopes = this.#mayBeWithinAny(first) ? within : '';
    for (let scope = scopes; scope !== ''; scope = parentOf(scope)) {
      const found = this.#find(`${scope}.${first}`);
      if (found === 'unsure') {
        return found;
      }
      if (isAggregate(found)) {
        return this.#find(`${scope}.${name}`);
      }
    }
    return this.#find(name);
  }

  /** Whether there is something by a name that may be within another scope. */
  #mayBeWithinAny(name: string): boolean {
    if (this.#definitionsNamed(name).length > 0) {
      return true;
    }
    const inner = `.${name}`;
    for (const each of this.#packages) {
      if (each.includes(inner)) {
        return true;
      }
    }
    return false;
  }

  #find(fullName: string): Found {
    const [scope, name] = [parentOf(fullName), fullName.slice(fullName.lastIndexOf('.') + 1)];
    const found = this.#definitionsNamed(name).filter(
      ({ definition }) => definition.fullName === fullName,
    );
    const [first, second] = found;
    if (first?.uri === this.#own) {
      return first;
    }
    const meaning = first ?? (this.#isPackage(fullName) ? 'package' : undefined);
    const isSure =
      meaning === undefined ||
      (second === undefined &&
        !this.#files.some((file) => file.uri !== first?.uri && file.mayHaveValue(scope, name)));
    return isSure ? meaning : 'unsure';
  }

  #definitionsNamed(name: string): readonly SeenDefinition[] {
    const known = this.#definitions.get(name);
    if (known !== undefined) {
      return known;
    }
    const found: SeenDefinition[] = [];
    for (const file of this.#files) {
      found.push(...file.definitionsNamed(name));
    }
    this.#definitions.set(name, found);
    return found;
  }

  #isPackage(fullName: string): boolean {
    for (const each of this.#packages) {
      if (each.startsWith(fullName) && (each === fullName || each[fullName.length] === '.')) {
        return true;
      }
    }
    return false;
  }

  /** Whether a scope may have something that no summary has: fields, values of enums. */
  #mayHaveOther(scope: string, name: string): boolean {
    return isType(this.#find(scope)) || this.#files.some((file) => file.mayHaveValue(scope, name));
  }
}

function isType(found: Found): boolean {
  const kind = kindOf(found);
  return kind === 'message' || kind === 'enum';
}

/** Whether it has names of its own. */
function isAggregate(found: Found): boolean {
  return found === 'package' || isType(found) || kindOf(found) === 'service';
}

function kindOf(found: Found): Definition['kind'] | undefined {
  return typeof found === 'object' ? found.definition.kind : undefined;
}

function parentOf(scope: string): string {
  return scope.slice(0, Math.max(0, scope.lastIndexOf('.')));
}
