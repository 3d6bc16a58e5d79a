/** Texts of people and files inside Markdown of our own. */

/**
 * A comment as Markdown that can break nothing around it: what looks like HTML or a picture is shown
 * as text, a fence that stays open is closed, and `[text][pkg.Name]`, a reference as Google's comments
 * have it, becomes the text with the name behind it.
 */
export function safeMarkdown(comment: string): string {
  const closed = withClosedFence(comment);
  return closed
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 0 ? safeText(part) : part))
    .join('');
}

function withClosedFence(text: string): string {
  const fences = text.split('\n').filter((line) => line.trimStart().startsWith('```')).length;
  return fences % 2 === 0 ? text : `${text}\n\`\`\``;
}

function safeText(text: string): string {
  return text
    .replace(/<(?!https?:\/\/[^\s<>]*>)/g, '\\<')
    .replace(/!(?=\[)/g, '\\!')
    .replace(/\[([^\][]+)\]\[([\w.]*)\]/g, (_all, shown: string, name: string) =>
      name === '' || name === shown || name.endsWith(`.${shown}`)
        ? codeSpan(shown)
        : `${shown} (${codeSpan(name)})`,
    );
}

/** Any text as code in a line; fits texts with backticks and line breaks. */
export function codeSpan(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const longest = longestRun(line);
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** Text in a block of code of a language. */
export function codeBlock(language: string, text: string): string {
  const longest = Math.max(2, longestRun(text));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Length of the longest run of backticks. */
function longestRun(text: string): number {
  const runs = text.match(/`+/g) ?? [];
  return runs.reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** Facts as a list; nothing where there are none. */
export function bullets(facts: readonly string[]): string | undefined {
  return facts.length === 0 ? undefined : facts.map((fact) => `- ${fact}`).join('\n');
}
