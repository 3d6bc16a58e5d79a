import type { JsonSchemaSetting, JsonSettings } from '../../../protocol/language.ts';

/** The setting as a client sends it; entries that are malformed are left out. */
export function readJsonSettings(value: Readonly<Record<string, unknown>>): JsonSettings {
  const schemas: readonly unknown[] = Array.isArray(value.schemas) ? value.schemas : [];
  return { schemas: schemas.flatMap((entry) => readEntry(entry) ?? []) };
}

function readEntry(entry: unknown): JsonSchemaSetting | undefined {
  if (typeof entry !== 'object' || entry === null) {
    return undefined;
  }
  const { fileMatch, message }: Readonly<Record<string, unknown>> = { ...entry };
  const patterns: readonly unknown[] = Array.isArray(fileMatch) ? fileMatch : [fileMatch];
  const texts = patterns.filter((each) => typeof each === 'string');
  return typeof message === 'string' && message !== ''
    ? { fileMatch: texts, message: message.replace(/^\./, '') }
    : undefined;
}

/** The message that a file holds by the first entry that one of its patterns matches. */
export function messageOfFile({ schemas }: JsonSettings, uri: string): string | undefined {
  const path = decodedPath(uri);
  return schemas.find(({ fileMatch }) => fileMatch.some((pattern) => matches(pattern, path)))
    ?.message;
}

function decodedPath(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch (error) {
    // A malformed escape: the text stands for itself.
    if (error instanceof URIError) {
      return uri;
    }
    throw error;
  }
}

/** A pattern matches the end of a path, from the begin of a segment. */
function matches(pattern: string, path: string): boolean {
  const trimmed = pattern.replace(/^\.?\/+/, '');
  return trimmed !== '' && new RegExp(`(?:^|/)${sourceOf(trimmed)}$`).test(path);
}

/** `**` stands for any folders, `*` and `?` for characters of one name, `{a,b}` for either. */
function sourceOf(pattern: string): string {
  const parts = pattern.match(/\*\*\/?|[*?{},]|[^*?{},]+/g) ?? [];
  let depth = 0;
  return parts
    .map((part) => {
      switch (part) {
        case '**':
          return '.*';
        case '**/':
          return '(?:.*/)?';
        case '*':
          return '[^/]*';
        case '?':
          return '[^/]';
        case '{':
          depth++;
          return '(?:';
        case '}':
          depth--;
          return depth < 0 ? '\\}' : ')';
        case ',':
          return depth > 0 ? '|' : ',';
        default:
          return part.replace(/[.+^$()|[\]\\]/g, '\\$&');
      }
    })
    .join('')
    .concat(depth > 0 ? ')'.repeat(depth) : '');
}
