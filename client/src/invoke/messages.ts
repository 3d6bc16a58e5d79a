import type { CallMethod } from '../../../protocol/calls.ts';

/**
 * The messages that a body stands for. A unary or server streaming call has one, whatever it
 * looks like. For the other kinds a body may hold several JSON values one after another; text that
 * is not well-formed is left to the server, which says what is wrong with it.
 */
export function messagesOf(body: string, kind: CallMethod['kind']): readonly string[] {
  if (kind === 'unary' || kind === 'serverStreaming') {
    return [body];
  }
  return splitJson(body);
}

function splitJson(text: string): readonly string[] {
  const values: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = endOfValue(text, start);
    const value = text.slice(start, end).trim();
    if (value !== '') {
      values.push(value);
    }
    start = end;
  }
  return values;
}

/** Offset after the object or array that begins next, or the end of the text. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let offset = start; offset < text.length; offset += 1) {
    const character = text[offset];
    if (character === '"') {
      offset = endOfString(text, offset);
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth <= 0) {
        return offset + 1;
      }
    }
  }
  return text.length;
}

/** Offset of the closing quote, or the last offset when there is none. */
function endOfString(text: string, quote: number): number {
  for (let offset = quote + 1; offset < text.length; offset += 1) {
    if (text[offset] === '\\') {
      offset += 1;
    } else if (text[offset] === '"') {
      return offset;
    }
  }
  return text.length;
}
