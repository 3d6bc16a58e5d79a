import type { ImportNode, SourceFile, TextEdit } from '../compiler/index.ts';
import { eolOf } from './actions/statements.ts';
import { importsOf } from './importAt.ts';

/**
 * The edit that imports a path: in sorted position among sorted imports, else after the last one,
 * else after the package or the syntax. Undefined when the file imports it already.
 */
export function importEdit(source: SourceFile, path: string): TextEdit | undefined {
  const imports = importsOf(source);
  if (source.path === path || imports.some((each) => each.path.value === path)) {
    return undefined;
  }
  const eol = eolOf(source);
  const statement = `import ${JSON.stringify(path)};`;
  const before = importBefore(imports, path);
  if (before !== undefined) {
    const at = endOfLine(source, before.end);
    return { start: at, end: at, newText: `${eol}${statement}` };
  }
  const first = imports[0];
  if (first !== undefined) {
    return { start: first.start, end: first.start, newText: `${statement}${eol}` };
  }
  return firstImport(source, statement, eol);
}

/** The import that the new one comes after; undefined when it comes first. */
function importBefore<T extends ImportNode & { readonly path: { readonly value: string } }>(
  imports: readonly T[],
  path: string,
): T | undefined {
  const isSorted = imports.every(
    ({ path: { value } }, index) => index === 0 || (imports[index - 1]?.path.value ?? '') <= value,
  );
  return isSorted ? imports.findLast((each) => each.path.value < path) : imports.at(-1);
}

function firstImport(source: SourceFile, statement: string, eol: string): TextEdit {
  const anchor =
    source.tree.members.find(({ kind }) => kind === 'package') ??
    source.tree.members.find(({ kind }) => kind === 'syntax');
  if (anchor === undefined) {
    return { start: 0, end: 0, newText: `${statement}${eol}${eol}` };
  }
  const at = endOfLine(source, anchor.end);
  return { start: at, end: at, newText: `${eol}${eol}${statement}` };
}

/** A comment behind a statement stays with it; a second statement on the line stays behind. */
function endOfLine({ text, tokens }: SourceFile, offset: number): number {
  let at = offset;
  for (let index = tokens.indexAt(offset); index >= 0 && index < tokens.length; index++) {
    if (tokens.start(index) < offset) {
      continue;
    }
    const kind = tokens.kind(index);
    const lineBreak = text.slice(tokens.start(index), tokens.end(index)).search(/\r?\n/);
    if (kind === 'lineComment') {
      return lineBreak === -1 ? tokens.end(index) : tokens.start(index) + lineBreak;
    }
    if ((kind !== 'whitespace' && kind !== 'blockComment') || lineBreak !== -1) {
      return at;
    }
    at = kind === 'blockComment' ? tokens.end(index) : at;
  }
  return at;
}
