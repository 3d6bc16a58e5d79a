import { messageType } from '../completion/literals.ts';
import {
  fieldByTextName,
  type LinkedFile,
  type ProtoSymbol,
  type SourceFile,
  type Span,
} from '../../compiler/index.ts';

/** What may be written at a place of a document. */
export type TextPlace =
  | { readonly kind: 'none' }
  /** Within a comment, which is `comment`. */
  | { readonly kind: 'comment'; readonly comment: Span; readonly isHeader: boolean }
  /** The name of a field; `message` is the type around it. */
  | { readonly kind: 'name'; readonly message: ProtoSymbol; readonly prefix: Span }
  /** As `name`, behind `[`: the prefix begins there. */
  | { readonly kind: 'bracket'; readonly message: ProtoSymbol; readonly prefix: Span }
  /** The value of a field. */
  | {
      readonly kind: 'value';
      readonly field: ProtoSymbol;
      readonly isInList: boolean;
      readonly prefix: Span;
    };

/** A message or a list that is open at the cursor. */
interface Frame {
  /** Of a message its type, where it is known. */
  readonly message: ProtoSymbol | undefined;
  /** Of a list the field that it is the value of. */
  readonly list: Pending | undefined;
}

/** A field of which the name is written. */
interface Pending {
  readonly field: ProtoSymbol | undefined;
  /** Of an expanded Any its content. */
  readonly type: ProtoSymbol | undefined;
  hasColon: boolean;
}

/** Reads off the tokens before an offset where it is: a half-typed field has no reliable tree. */
export function placeAt(
  linked: LinkedFile,
  root: ProtoSymbol | undefined,
  offset: number,
): TextPlace {
  const { source } = linked;
  const { tokens, text } = source;
  const inside = insideOf(source, offset);
  if (inside !== undefined) {
    return inside;
  }
  const reader = new PlaceReader(linked, root);
  const prefix = prefixAt(text, offset, /\w/);
  for (let index = 0; index < tokens.length && tokens.end(index) <= prefix.start; index++) {
    const kind = tokens.kind(index);
    if (kind !== 'whitespace' && !isComment(kind)) {
      reader.read(text.slice(tokens.start(index), tokens.end(index)), tokens.start(index));
    }
  }
  return reader.place(prefix, offset);
}

/** Where the cursor is in a comment or a string. */
function insideOf(source: SourceFile, offset: number): TextPlace | undefined {
  const { tokens, text } = source;
  const index = offset === 0 ? -1 : tokens.indexAt(offset - 1);
  if (index === -1) {
    return undefined;
  }
  const comment = { start: tokens.start(index), end: tokens.end(index) };
  if (isComment(tokens.kind(index))) {
    return { kind: 'comment', comment, isHeader: isBeforeFields(source, index) };
  }
  const isOpen = offset < comment.end || !/["']$/.test(text.slice(comment.start + 1, comment.end));
  return tokens.kind(index) === 'string' && isOpen ? { kind: 'none' } : undefined;
}

/** Block comments are an error, but no fields. */
function isComment(kind: string): boolean {
  return kind === 'lineComment' || kind === 'blockComment';
}

function isBeforeFields({ tokens }: SourceFile, index: number): boolean {
  return Array.from({ length: index }, (_, each) => tokens.kind(each)).every(
    (kind) => kind === 'whitespace' || kind === 'lineComment',
  );
}

function prefixAt(text: string, offset: number, pattern: RegExp): Span {
  let start = offset;
  while (start > 0 && pattern.test(text.charAt(start - 1))) {
    start--;
  }
  return { start, end: offset };
}

class PlaceReader {
  readonly #linked: LinkedFile;
  readonly #frames: Frame[];
  #pending: Pending | undefined;
  /** Where the name within brackets begins that is being read, and its text so far. */
  #bracket: { readonly start: number; text: string } | undefined;

  constructor(linked: LinkedFile, root: ProtoSymbol | undefined) {
    this.#linked = linked;
    this.#frames = [{ message: root, list: undefined }];
  }

  get #frame(): Frame {
    return this.#frames.at(-1) ?? { message: undefined, list: undefined };
  }

  read(token: string, start: number): void {
    if (this.#bracket !== undefined) {
      this.#readBracket(this.#bracket, token);
      return;
    }
    switch (token) {
      case '{':
      case '<':
        this.#open({ message: messageOfValue(this.#pending ?? this.#frame.list), list: undefined });
        return;
      case '}':
      case '>':
        this.#close();
        return;
      case '[':
        this.#openBracket(start);
        return;
      case ']':
        if (this.#frame.list !== undefined) {
          this.#close();
        }
        return;
      case ':':
        if (this.#pending !== undefined) {
          this.#pending.hasColon = true;
        }
        return;
      default:
        this.#word(token);
    }
  }

  place(prefix: Span, offset: number): TextPlace {
    const { message, list } = this.#frame;
    if (this.#bracket !== undefined && message !== undefined) {
      return { kind: 'bracket', message, prefix: { start: this.#bracket.start, end: offset } };
    }
    const pending = this.#pending?.hasColon === true ? this.#pending : list;
    if (pending !== undefined) {
      const { field } = pending;
      return field === undefined
        ? { kind: 'none' }
        : { kind: 'value', field, isInList: list !== undefined, prefix };
    }
    return message === undefined ? { kind: 'none' } : { kind: 'name', message, prefix };
  }

  #open(frame: Frame): void {
    this.#frames.push(frame);
    this.#pending = undefined;
  }

  #close(): void {
    if (this.#frames.length > 1) {
      this.#frames.pop();
    }
    this.#pending = undefined;
  }

  /** A list where a value may stand, else the name of an extension or of what an Any holds. */
  #openBracket(start: number): void {
    if (this.#pending !== undefined) {
      this.#open({ message: undefined, list: this.#pending });
    } else if (this.#frame.list === undefined) {
      this.#bracket = { start: start + 1, text: '' };
    }
  }

  #readBracket(bracket: { text: string }, token: string): void {
    if (token !== ']') {
      bracket.text += token;
      return;
    }
    this.#bracket = undefined;
    const { text } = bracket;
    const found = this.#linked.lookup(text.slice(text.lastIndexOf('/') + 1));
    this.#pending = text.includes('/')
      ? { field: undefined, type: found, hasColon: false }
      : { field: found, type: undefined, hasColon: false };
  }

  #fieldOf(name: string): ProtoSymbol | undefined {
    const { message } = this.#frame;
    return message && fieldByTextName(message, name);
  }

  #word(token: string): void {
    const isName = this.#frame.list === undefined && this.#pending?.hasColon !== true;
    this.#pending =
      isName && /^\w/.test(token)
        ? { field: this.#fieldOf(token), type: undefined, hasColon: false }
        : undefined;
  }
}

function messageOfValue(pending: Pending | undefined): ProtoSymbol | undefined {
  return messageType(pending?.field) ?? pending?.type;
}
