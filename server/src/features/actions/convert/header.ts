/** The first lines of a file: its dialect, and the options of the file. */
import type { Node, SourceFile, TextEdit } from '../../../compiler/index.ts';
import { eolOf, extentOf } from '../statements.ts';

/** Puts another dialect in the place of the one that is written, or as the first statement. */
export function syntaxEdit(source: SourceFile, statement: string): TextEdit {
  const { members } = source.tree;
  const present = members.find(({ kind }) => kind === 'syntax');
  if (present !== undefined) {
    return { start: present.start, end: present.end, newText: statement };
  }
  const [first] = members;
  const start = first === undefined ? source.text.length : extentOf(source, first).start;
  const eol = eolOf(source);
  return { start, end: start, newText: `${statement}${eol}${eol}` };
}

/** New options of the file, behind the last of those that stay, its imports or its package. */
export function fileOptions(
  source: SourceFile,
  options: readonly string[],
  gone: ReadonlySet<Node>,
): readonly TextEdit[] {
  const eol = eolOf(source);
  const { members } = source.tree;
  const last = members.findLast((member) => member.kind === 'option' && !gone.has(member));
  const anchor =
    last ?? members.findLast(({ kind }) => ['import', 'package', 'syntax'].includes(kind));
  const lines = options.map((option) => `option ${option};`).join(eol);
  if (options.length === 0) {
    return [];
  }
  if (anchor === undefined) {
    const { start } = syntaxEdit(source, '');
    return [{ start, end: start, newText: `${lines}${eol}${eol}` }];
  }
  const at = extentOf(source, anchor).end;
  const gap = last === undefined ? eol + eol : eol;
  return [{ start: at, end: at, newText: gap + lines }];
}
