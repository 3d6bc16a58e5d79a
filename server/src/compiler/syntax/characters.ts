/** Character codes and classes of protoc's tokenizer (`io/tokenizer.cc`). */

export const char = {
  nul: 0x00,
  tab: 0x09,
  newline: 0x0a,
  space: 0x20,
  quote: 0x22,
  hash: 0x23,
  apostrophe: 0x27,
  openParen: 0x28,
  closeParen: 0x29,
  star: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  semicolon: 0x3b,
  less: 0x3c,
  equals: 0x3d,
  greater: 0x3e,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  byteOrderMark: 0xfeff,
} as const;

/** What a character can begin. Letters and digits are the two highest: both continue a word. */
export const charClass = {
  symbol: 0,
  whitespace: 1,
  quote: 2,
  slash: 3,
  dot: 4,
  control: 5,
  nonAscii: 6,
  digit: 7,
  letter: 8,
} as const;

/** Class by UTF-16 code unit. */
export const charClasses: Uint8Array = createClasses();

export function isDigit(code: number): boolean {
  return code >= char.zero && code <= char.nine;
}

export function isOctalDigit(code: number): boolean {
  return code >= char.zero && code <= 0x37;
}

export function isHexDigit(code: number): boolean {
  return isDigit(code) || isBetween(code | 0x20, 'a', 'f');
}

/** A letter, a digit or an underscore. */
export function isWord(code: number): boolean {
  return (charClasses[code] ?? 0) >= charClass.digit;
}

function isBetween(code: number, first: string, last: string): boolean {
  return code >= first.charCodeAt(0) && code <= last.charCodeAt(0);
}

function createClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(charClass.nonAscii, 0x80);
  classes.fill(charClass.control, 0, char.space);
  const assign = (characters: string, value: number): void => {
    for (const character of characters) {
      classes[character.charCodeAt(0)] = value;
    }
  };
  assign(' \t\n\v\f\r', charClass.whitespace);
  assign('"\'', charClass.quote);
  assign('/', charClass.slash);
  assign('.', charClass.dot);
  assign('0123456789', charClass.digit);
  assign('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', charClass.letter);
  return classes;
}
