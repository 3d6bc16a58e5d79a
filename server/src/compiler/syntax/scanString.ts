import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { invalidEscape, unterminatedString } from '../diagnostics/syntaxDiagnostics.ts';
import { char, isHexDigit, isOctalDigit } from './characters.ts';

type Report = (diagnostic: Diagnostic) => void;

/**
 * Reads the string literal at `start`, which is a quote, and returns its end. A literal ends before
 * a line break or a NUL when its quote is missing; a `\r` before the break stays outside it.
 */
export function scanString(text: string, start: number, report: Report): number {
  const { length } = text;
  const quote = text.charCodeAt(start);
  let at = start + 1;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      return at + 1;
    }
    if (code === char.newline || code === char.nul) {
      break;
    }
    at = code === char.backslash ? scanEscape(text, at, report) : at + 1;
  }
  const end = at > start + 1 && text.charCodeAt(at - 1) === 0x0d ? at - 1 : at;
  report(unterminatedString({ start, end }, String.fromCharCode(quote)));
  return end;
}

const simpleEscapes = 'abfnrtv\\?\'"';

/** Reads the escape at `start`, which is a backslash; a bad one ends after what is sound of it. */
function scanEscape(text: string, start: number, report: Report): number {
  const key = text.charAt(start + 1);
  if (key === '' || key === '\n' || key === '\0') {
    report(invalidEscape({ start, end: start + 1 }, 'incomplete escape sequence'));
    return start + 1;
  }
  if (simpleEscapes.includes(key) || isOctalDigit(key.charCodeAt(0))) {
    return start + 2;
  }
  const length = hexLength(key);
  if (length === 0) {
    const end = start + ((text.codePointAt(start + 1) ?? 0) > 0xffff ? 3 : 2);
    report(invalidEscape({ start, end }, 'unknown escape sequence'));
    return end;
  }
  return scanHexEscape({ text, start, key, length }, report);
}

interface HexEscape {
  readonly text: string;
  readonly start: number;
  readonly key: string;
  /** How many digits are needed. */
  readonly length: number;
}

function scanHexEscape({ text, start, key, length }: HexEscape, report: Report): number {
  let end = start + 2;
  while (end < start + 2 + length && isHexDigit(text.charCodeAt(end))) {
    end++;
  }
  const isComplete = end === start + 2 + length;
  if (!isComplete) {
    const digits = length === 1 ? 'hex digits' : `${length} hex digits`;
    report(invalidEscape({ start, end }, `\\${key} needs ${digits} after it`));
  } else if (key === 'U' && Number.parseInt(text.slice(start + 2, end), 16) > 0x1fffff) {
    report(invalidEscape({ start, end }, 'code points go up to \\U0010ffff'));
  }
  return end;
}

/** Zero for a letter that begins no hexadecimal escape. */
function hexLength(key: string): number {
  switch (key) {
    case 'x':
    case 'X':
      return 1;
    case 'u':
      return 4;
    case 'U':
      return 8;
    default:
      return 0;
  }
}
