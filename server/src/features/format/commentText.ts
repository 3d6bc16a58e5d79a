const tabWidth = 8;

/**
 * A comment at an indentation. The lines of a block comment keep their indentation relative to one
 * another; where all begin with the same mark, such as `*`, that mark stands one column in.
 */
export function commentLines(text: string, indentation: string): string {
  if (!text.includes('\n')) {
    return text;
  }
  const [first = '', ...rest] = text.split(/\r?\n/).map((line) => line.trimEnd());
  const bodies = rest.map((line) => line.trimStart());
  const shown = hasCommonMark(bodies)
    ? bodies.map((body) => ` ${body}`)
    : relativeLines(rest, bodies);
  return [first, ...shown.map((line) => (line.trim() === '' ? '' : indentation + line))].join('\n');
}

function hasCommonMark(bodies: readonly string[]): boolean {
  const mark = bodies[0] === '*/' ? undefined : bodies[0]?.[0];
  return (
    mark !== undefined &&
    !/[\p{L}\p{N}\s]/u.test(mark) &&
    bodies.every((body) => body.startsWith(mark))
  );
}

/** The last line, when it is only the end of the comment, stands below its beginning. */
function relativeLines(lines: readonly string[], bodies: readonly string[]): string[] {
  const widths = lines.map(indentationWidth);
  const measured = widths.filter((_, index) => bodies[index] !== '' && !isClosing(bodies, index));
  const least = measured.length === 0 ? 0 : measured.reduce((a, b) => Math.min(a, b));
  return bodies.map((body, index) =>
    isClosing(bodies, index)
      ? body
      : ' '.repeat(Math.max(3 + (widths[index] ?? 0) - least, 0)) + body,
  );
}

function isClosing(bodies: readonly string[], index: number): boolean {
  return index === bodies.length - 1 && bodies[index] === '*/';
}

function indentationWidth(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') {
      width += tabWidth - (width % tabWidth);
    } else if (character === ' ') {
      width++;
    } else {
      break;
    }
  }
  return width;
}

/** A line comment as a block comment, for where the line goes on. */
export function asBlockComment(text: string): string {
  return `/*${text.slice(2).replaceAll('*/', '* /')} */`;
}
