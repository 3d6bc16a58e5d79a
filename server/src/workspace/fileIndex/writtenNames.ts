import {
  children,
  type FieldNode,
  isScalar,
  type NameNode,
  type Node,
  type SourceFile,
  walk,
} from '../../compiler/index.ts';
import { wordsOf } from './words.ts';

/** A place where a name is written that means a type. */
export interface TypePlace {
  /** Full name of the message or the service around it, or the package. */
  readonly scope: string;
  /** Whether the name finds messages and enums alone. */
  readonly findsTypes: boolean;
  /** Of the last part of the name: 0-based, UTF-16. */
  readonly line: number;
  readonly column: number;
}

/** A name that a file writes where a type is meant, as it is written. */
export interface WrittenType {
  readonly name: string;
  readonly places: readonly TypePlace[];
}

/** What a file names beside its own definitions, comments left out. */
export interface WrittenNames {
  /** In fields, rpcs and `extend`, each name once. Types without a name of their own are left out. */
  readonly types: readonly WrittenType[];
  /** The words of all else that may name something, which is in options: see `wordsOf`. */
  readonly otherWords: Uint32Array;
}

export const nothingWritten: WrittenNames = { types: [], otherWords: new Uint32Array() };

/** Reads them off the tree, with no linking. */
export function writtenNames(source: SourceFile): WrittenNames {
  const reader = new Reader(source);
  reader.read(source.tree, '');
  return reader.finish();
}

class Reader {
  readonly #source: SourceFile;
  readonly #types = new Map<string, TypePlace[]>();
  readonly #others: string[] = [];
  /** String literals in options. */
  readonly #strings: string[] = [];

  constructor(source: SourceFile) {
    this.#source = source;
  }

  finish(): WrittenNames {
    return {
      types: Array.from(this.#types, ([name, places]) => ({ name, places })),
      otherWords: wordsOf([...this.#others, ...this.#expressions()].join('\n')),
    };
  }

  read(node: Node, scope: string): void {
    let inner = scope;
    switch (node.kind) {
      case 'file':
        for (const member of node.members) {
          inner = member.kind === 'package' ? (member.name?.text ?? '') : inner;
        }
        break;
      case 'message':
      case 'group':
      case 'service':
        inner = node.name === undefined ? scope : below(scope, node.name.text);
        break;
      case 'field':
        this.#field(node, scope);
        break;
      case 'extend':
        this.#type(node.extendee, scope, false);
        break;
      case 'methodType':
        this.#type(node.type, scope, false);
        break;
      case 'option':
      case 'compactOptions':
        walk(node, (each) => this.#other(each));
        return;
      default:
    }
    for (const child of children(node)) {
      this.read(child, inner);
    }
  }

  #other(node: Node): void {
    if (node.kind === 'identifier') {
      this.#others.push(node.text);
    } else if (node.kind === 'string') {
      this.#strings.push(this.#source.text.slice(node.start, node.end));
    }
  }

  /** Expressions of protovalidate name fields and types; each is in a field with that in its name. */
  #expressions(): readonly string[] {
    return this.#others.some((word) => word.includes('expression')) ? this.#strings : [];
  }

  #field({ type }: FieldNode, scope: string): void {
    const names = type?.kind === 'mapType' ? [type.key, type.value] : [type];
    for (const name of names) {
      if (name !== undefined && !isScalar(name.text)) {
        this.#type(name, scope, true);
      }
    }
  }

  #type(node: NameNode | undefined, scope: string, findsTypes: boolean): void {
    const last = node?.parts.at(-1);
    if (node === undefined || last === undefined) {
      return;
    }
    if (node.end - node.start > node.text.length) {
      // Something stands between its parts.
      this.#others.push(node.text);
      return;
    }
    const places = this.#types.get(node.text) ?? [];
    this.#types.set(node.text, places);
    places.push({ scope, findsTypes, ...this.#source.lines.positionAt(last.start) });
  }
}

function below(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
