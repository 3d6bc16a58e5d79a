import type { Position } from 'vscode-languageserver-types';
import type { ProtoSymbol } from '../../compiler/index.ts';
import type { IndexedFile, Snapshot, TypePlace } from '../../workspace/index.ts';
import type { NamingPlace } from './namingFiles.ts';
import { type SeenDefinition, seenIn } from './seenNames.ts';

/** A place where a type is named, and what is around it. */
export interface FoundUse extends NamingPlace {
  /** Full name of the message or the service, or the package. */
  readonly scope: string;
}

/** Files of this edition or a later one may import what is there for options alone. */
const edition2024 = 1001;

/**
 * Where files name one message or enum, told from what the index keeps of them: no file is read. It
 * follows the rules of the linker as far as that goes, and says so where it does not.
 */
export class TypeSearch {
  readonly #snapshot: Snapshot;
  readonly #symbol: ProtoSymbol;
  readonly #home: string;

  private constructor(snapshot: Snapshot, symbol: ProtoSymbol, home: string) {
    this.#snapshot = snapshot;
    this.#symbol = symbol;
    this.#home = home;
  }

  /** Undefined for what is no type, or not only a type as a group is. */
  static of(snapshot: Snapshot, symbol: ProtoSymbol): TypeSearch | undefined {
    const { kind, node } = symbol;
    const home = snapshot.uriOf(symbol.file);
    const isType = node.kind === kind && (kind === 'message' || kind === 'enum');
    return home !== undefined && isType ? new TypeSearch(snapshot, symbol, home) : undefined;
  }

  /** The names of the type in a file, in order; undefined where only links tell. */
  placesIn(uri: string): readonly FoundUse[] | undefined {
    const { name } = this.#symbol;
    const indexed = uri === this.#home ? undefined : this.#snapshot.indexed(uri);
    if (indexed === undefined || !isPlain(indexed) || indexed.hasOtherWord(name)) {
      return undefined;
    }
    const types = indexed.typesNamed(name);
    if (types.length === 0 || !this.sees(uri)) {
      return [];
    }
    const seen = seenIn(this.#snapshot).from(uri);
    const places: FoundUse[] = [];
    for (const type of types) {
      for (const place of type.places) {
        const meant = seen.resolve(type.name, place);
        if (meant === 'unsure') {
          return undefined;
        }
        const range = meant && this.#partIn(type.name, place, meant);
        places.push(
          ...(range === undefined ? [] : [{ uri, range, isDefinition: false, scope: place.scope }]),
        );
      }
    }
    return places.sort((a, b) => compare(a.range.start, b.range.start));
  }

  /** Whether a file sees the type, so that it may name it in comments at least. */
  sees(uri: string): boolean {
    return seenIn(this.#snapshot).from(uri).sees(this.#home);
  }

  /** The part of a name that stands for the type where the name means that, or what is within. */
  #partIn(name: string, place: TypePlace, meant: SeenDefinition): NamingPlace['range'] | undefined {
    const { fullName, name: part } = this.#symbol;
    const full = meant.definition.fullName;
    const isWithin = full === fullName || full.startsWith(`${fullName}.`);
    const behind = full.length - fullName.length;
    if (meant.uri !== this.#home || !isWithin || name.length - behind < part.length) {
      return undefined;
    }
    const { line, column } = place;
    const end = column + name.length - (name.lastIndexOf('.') + 1) - behind;
    return { start: { line, character: end - part.length }, end: { line, character: end } };
  }
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** Whether a file has no name twice and sees all that it imports. */
function isPlain({ outline, problem }: IndexedFile): boolean {
  return outline?.isSound === true && outline.edition < edition2024 && problem === undefined;
}
