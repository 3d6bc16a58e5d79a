/** A table of two columns for a hover. Cells are text: nothing in them is Markdown. */
export function markdownTable(
  title: string,
  rows: readonly (readonly [name: string, value: string])[],
): string {
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `| ${markdownText(name)} | ${markdownText(value)} |`);
  return [`**${markdownText(title)}**`, '', '| | |', '|---|---|', ...lines].join('\n');
}

/** Text that Markdown shows as it is: on one line, without a link, an image or a command. */
function markdownText(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#+\-.!|~>$:@/]/g, '\\$&');
}
