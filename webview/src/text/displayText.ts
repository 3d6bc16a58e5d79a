/** How to show a text that came from outside. */
export interface DisplayOptions {
  /** Longest result in characters; the middle of a longer text gives way to an ellipsis. */
  readonly max?: number;
  /** Keep line breaks and tabs as they are, for a `<pre>`. */
  readonly multiline?: boolean;
}

const defaultMax = 200;

/**
 * Makes a text from a registry or a server safe to show: control characters become their pictures,
 * characters that reorder or hide others become their code in brackets, halves of surrogate pairs
 * the replacement character. Markup needs nothing, for text never reaches a parser.
 */
export function displayText(raw: string, options: DisplayOptions = {}): string {
  return visibleCharacters(shorten(raw, options.max ?? defaultMax), options.multiline ?? false);
}

/** Cuts out the middle, for names differ at both ends. Never splits a surrogate pair. */
export function shorten(raw: string, max: number): string {
  if (raw.length <= max) {
    return raw;
  }
  const tail = Math.floor((max - 1) / 3);
  const head = max - 1 - tail;
  return `${raw.slice(0, wholeCut(raw, head))}…${raw.slice(wholeCut(raw, raw.length - tail))}`;
}

/** The nearest index at or below `index` that is not inside a surrogate pair. */
function wholeCut(raw: string, index: number): number {
  const unit = raw.charCodeAt(index);
  const isLowHalf = unit >= 0xdc00 && unit <= 0xdfff;
  return isLowHalf && index > 0 ? index - 1 : index;
}

function visibleCharacters(raw: string, multiline: boolean): string {
  let shown = '';
  for (const character of raw) {
    shown += visibleCharacter(character, multiline);
  }
  return shown;
}

function visibleCharacter(character: string, multiline: boolean): string {
  const code = character.codePointAt(0) ?? 0;
  if (multiline && (character === '\n' || character === '\t')) {
    return character;
  }
  if (code < 0x20) {
    return String.fromCodePoint(0x2400 + code);
  }
  if (code === 0x7f) {
    return '\u2421';
  }
  if (code >= 0xd800 && code <= 0xdfff) {
    return '\ufffd';
  }
  return isDeceptive(code) ? `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩` : character;
}

/** C1 controls, zero-width and bidirectional controls, line separators, the byte order mark. */
function isDeceptive(code: number): boolean {
  return (
    (code >= 0x80 && code <= 0x9f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff ||
    code === 0x061c
  );
}
