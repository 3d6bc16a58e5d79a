import { RegistryError } from '../../registryError.ts';
import type { EtcdEntry } from '../convention.ts';
import { type JsonPath, parsePath, valueAt } from './jsonPath.ts';
import { type KeyParts, keyPlaceholders } from './keyPattern.ts';

/** A key that fits a pattern. */
export interface MatchedEntry {
  readonly entry: EtcdEntry;
  readonly parts: KeyParts;
}

/** A compiled template: a text, or undefined when something that it wants is absent. */
export type Template = (matched: MatchedEntry) => string | undefined;

/**
 * Compiles `$.addr`, `{$.host}:{$.port}`, `{instance}` or plain text. `field` names it in messages.
 * Throws a RegistryError that says what is wrong.
 */
export function compileTemplate(text: string, field: string): Template {
  if (text.startsWith('$')) {
    const path = wholePath(text, field);
    return ({ entry }) => scalarText(valueAt(entry.json, path));
  }
  const pieces = piecesOf(text, field);
  return (matched) => {
    const texts = pieces.map((piece) => piece(matched));
    return texts.every((piece) => piece !== undefined) ? texts.join('') : undefined;
  };
}

/** A text that is one path. */
export function wholePath(text: string, field: string): JsonPath {
  const parsed = parsePath(text);
  if (parsed?.end !== text.length) {
    throw problem(field, `"${text}" is no path: write one such as $.addr or $.nodes[0]["host"]`);
  }
  return parsed.path;
}

function piecesOf(text: string, field: string): readonly Template[] {
  const pieces: Template[] = [];
  let at = 0;
  while (at < text.length) {
    const brace = text.indexOf('{', at);
    const literal = text.slice(at, brace < 0 ? text.length : brace);
    if (literal.includes('}')) {
      throw problem(field, `"${text}" has a brace without its partner`);
    }
    pieces.push(() => literal);
    if (brace < 0) {
      break;
    }
    const { piece, end } = bracedPiece(text, brace + 1, field);
    pieces.push(piece);
    at = end;
  }
  return pieces;
}

function bracedPiece(
  text: string,
  start: number,
  field: string,
): { readonly piece: Template; readonly end: number } {
  const parsed = parsePath(text, start);
  if (parsed !== undefined && text[parsed.end] === '}') {
    const piece: Template = ({ entry }) => scalarText(valueAt(entry.json, parsed.path));
    return { piece, end: parsed.end + 1 };
  }
  const name = /^([a-z]+)\}/.exec(text.slice(start))?.[1] ?? '';
  if (name === 'value') {
    return { piece: ({ entry }) => entry.value.trim(), end: start + name.length + 1 };
  }
  if (keyPlaceholders.some((known) => known === name)) {
    return { piece: ({ parts }) => parts.get(name), end: start + name.length + 1 };
  }
  throw problem(
    field,
    `"${text}" has braces around something else than a path such as {$.host}, {value}, or a ` +
      `placeholder of the key such as {instance}`,
  );
}

/** Texts, numbers and truth values; anything else is no text. */
function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}

function problem(field: string, what: string): RegistryError {
  return new RegistryError('unreadable', `${field}: ${what}`);
}
