/**
 * Fixtures with markers, so that no test counts lines or columns by hand.
 *
 * ```
 * //- /a.proto
 * message M {
 *   Missing field = 1;
 * //^^^^^^^ cannot find "Missing"
 *   M ot$0her = 2;
 * }
 * //- /dir/b.proto
 * …
 * ```
 *
 * - `//- /path` starts a file; text before the first such line is the file `a.proto`. The leading
 *   slash is not part of the path.
 * - `$0` is the cursor, at most one in a fixture. It is taken out of the text.
 * - A line of `^^^ message` annotates the last text line above it: the carets stand under the span.
 *   A `|` instead of the carets stands at an empty span. The `//` in front is optional, so that a
 *   span can begin in the first column. Such lines are taken out of the text. A span of several
 *   lines is underlined up to the end of its first one.
 * - The common indentation of the lines and the first line break are taken out too.
 */
import { expect } from 'vitest';

/** A span of a file, in UTF-16 code units, `end` exclusive. */
export interface FixtureSpan {
  readonly start: number;
  readonly end: number;
}

/** One underlined span; `message` is what follows the carets. */
export interface Annotation extends FixtureSpan {
  readonly message: string;
}

export interface FixtureFile {
  /** Without a leading slash. */
  readonly path: string;
  /** Without markers and annotations. */
  readonly text: string;
  /** Ordered by place, then message. */
  readonly annotations: readonly Annotation[];
}

export interface Fixture {
  readonly files: readonly FixtureFile[];
  /** Path to text, as most things that compile want it. */
  readonly texts: ReadonlyMap<string, string>;
  /** Where `$0` stood. */
  readonly cursor: { readonly path: string; readonly offset: number } | undefined;
}

const defaultPath = 'a.proto';
const filePattern = /^\/\/- \/?(\S+)\s*$/;
const annotationPattern = /^(\s*(?:\/\/)?\s*)(\^+|\|)(?: (.*))?$/;
const cursorMark = '$0';

/** Splits a fixture into its files. Throws for an annotation without a line, or a second cursor. */
export function parseFixture(source: string): Fixture {
  const files: FixtureFile[] = [];
  let cursor: Fixture['cursor'];
  for (const { path, lines } of splitFiles(dedent(source))) {
    const { text: marked, annotations } = takeAnnotations(path, lines);
    const offset = marked.indexOf(cursorMark);
    if (offset === -1) {
      files.push({ path, text: marked, annotations });
      continue;
    }
    const text = marked.replace(cursorMark, '');
    if (cursor !== undefined || text.includes(cursorMark)) {
      throw new Error(`fixture: a second ${cursorMark} in ${path}`);
    }
    cursor = { path, offset };
    files.push({ path, text, annotations: annotations.map((item) => shift(item, offset)) });
  }
  return { files, texts: new Map(files.map(({ path, text }) => [path, text])), cursor };
}

/** The cursor of a fixture with its file. Throws when the fixture has no `$0`. */
export function parseCursorFixture(source: string): Fixture & {
  readonly file: FixtureFile;
  readonly offset: number;
} {
  const fixture = parseFixture(source);
  const file = fixture.files.find(({ path }) => path === fixture.cursor?.path);
  if (fixture.cursor === undefined || file === undefined) {
    throw new Error(`fixture: no ${cursorMark}`);
  }
  return { ...fixture, file, offset: fixture.cursor.offset };
}

/**
 * Expects that the diagnostics of every file are those that its annotations state: place and
 * message. A failure shows both as annotated text.
 */
export function expectAnnotated(
  fixture: Fixture,
  diagnosticsOf: (path: string) => readonly (FixtureSpan & { readonly message: string })[],
): void {
  const render = (items: (file: FixtureFile) => readonly Annotation[]): string =>
    fixture.files
      .map((file) => `//- /${file.path}\n${annotate(file.text, items(file))}`)
      .join('\n');
  expect(render((file) => diagnosticsOf(file.path))).toBe(render((file) => file.annotations));
}

/** The text with a line of carets and the message below each span. */
export function annotate(text: string, annotations: readonly Annotation[]): string {
  const output: string[] = [];
  const sorted = annotations.toSorted(byPlace);
  let lineStart = 0;
  for (const line of text.split('\n')) {
    const lineEnd = lineStart + line.length;
    output.push(line);
    for (const { start, end, message } of sorted) {
      if (start >= lineStart && start <= lineEnd) {
        const width = Math.min(end, Math.max(lineEnd, start + 1)) - start;
        const mark = width > 0 ? '^'.repeat(width) : '|';
        output.push(`${' '.repeat(start - lineStart)}${mark} ${message}`.trimEnd());
      }
    }
    lineStart = lineEnd + 1;
  }
  return output.join('\n');
}

function dedent(source: string): string[] {
  const lines = source
    .replace(/^\n/, '')
    .replace(/\n[ \t]*$/, '\n')
    .split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(indent));
}

function splitFiles(lines: readonly string[]): { path: string; lines: string[] }[] {
  const files: { path: string; lines: string[] }[] = [];
  for (const line of lines) {
    const path = filePattern.exec(line)?.[1];
    const current = files.at(-1);
    if (path !== undefined) {
      current?.lines.push('');
      files.push({ path, lines: [] });
    } else if (current === undefined) {
      files.push({ path: defaultPath, lines: [line] });
    } else {
      current.lines.push(line);
    }
  }
  return files;
}

function takeAnnotations(
  path: string,
  lines: readonly string[],
): { text: string; annotations: Annotation[] } {
  const kept: string[] = [];
  const annotations: Annotation[] = [];
  let lineStart = 0;
  let nextStart = 0;
  for (const line of lines) {
    const match = annotationPattern.exec(line);
    if (match === null) {
      kept.push(line);
      lineStart = nextStart;
      nextStart += line.length + 1;
      continue;
    }
    if (kept.length === 0) {
      throw new Error(`fixture: an annotation without a line above it in ${path}: ${line}`);
    }
    const [, before = '', mark = '', message = ''] = match;
    const start = lineStart + before.length;
    annotations.push({ start, end: start + (mark === '|' ? 0 : mark.length), message });
  }
  return { text: kept.join('\n'), annotations: annotations.toSorted(byPlace) };
}

/** Carets are drawn under the text with the cursor in it. */
function shift(annotation: Annotation, cursor: number): Annotation {
  const move = (offset: number): number =>
    offset > cursor ? Math.max(cursor, offset - cursorMark.length) : offset;
  return { ...annotation, start: move(annotation.start), end: move(annotation.end) };
}

function byPlace(a: Annotation, b: Annotation): number {
  return a.start - b.start || a.end - b.end || (a.message < b.message ? -1 : 1);
}
