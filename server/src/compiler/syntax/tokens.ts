export type TokenKind =
  | 'whitespace'
  | 'lineComment'
  | 'blockComment'
  | 'identifier'
  | 'integer'
  | 'float'
  | 'string'
  | 'punctuation'
  | 'invalid';

/**
 * All tokens of a text in order, trivia included: token `i` spans `start(i)`..`end(i)`, and
 * `end(i) === start(i + 1)`, so the tokens joined give the text. Stored as flat typed arrays.
 */
export interface TokenList {
  readonly length: number;
  kind(index: number): TokenKind;
  start(index: number): number;
  end(index: number): number;
  /** The token that holds `offset`; the last one for the end of the text; -1 for an empty list. */
  indexAt(offset: number): number;
}
