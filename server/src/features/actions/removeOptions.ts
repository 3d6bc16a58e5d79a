/** Options taken away, with the brackets, commas and lines that they leave behind. */
import type {
  CompactOptionsNode,
  Node,
  OptionNode,
  SourceFile,
  TextEdit,
} from '../../compiler/index.ts';
import { walk } from '../../compiler/index.ts';
import { linesOf } from './statements.ts';

/** The edits that remove options of a file; lists with comments in them stay as they are. */
export function removeOptions(
  source: SourceFile,
  removed: ReadonlySet<OptionNode>,
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'compactOptions') {
      edits.push(...withoutOptions(source, node, removed));
    } else if ('members' in node) {
      const members: readonly Node[] = node.members;
      edits.push(
        ...members
          .filter((member) => member.kind === 'option' && removed.has(member))
          .map((member) => ({ ...linesOf(source, member), newText: '' })),
      );
    }
  };
  walk(source.tree, visit);
  return edits;
}

function withoutOptions(
  { text }: SourceFile,
  { start, end, options }: CompactOptionsNode,
  removed: ReadonlySet<OptionNode>,
): readonly TextEdit[] {
  const kept = options.filter((option) => !removed.has(option));
  const between = options.map((option, index) =>
    text.slice(options[index - 1]?.end ?? start, option.start),
  );
  const hasComments = [...between, text.slice(options.at(-1)?.end ?? start, end)].some((gap) =>
    gap.includes('/'),
  );
  if (kept.length === options.length || hasComments) {
    return [];
  }
  if (kept.length === 0) {
    const blanks = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
    return [{ start: start - blanks, end, newText: '' }];
  }
  const separator = between.at(-1)?.includes('\n') === true ? between.at(-1) : ', ';
  const newText = kept.map((option) => text.slice(option.start, option.end)).join(separator);
  return [{ start: options[0]?.start ?? start, end: options.at(-1)?.end ?? end, newText }];
}
