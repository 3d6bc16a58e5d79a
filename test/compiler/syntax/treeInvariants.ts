import { children } from '../../../server/src/compiler/syntax/walk.ts';
import type { Node } from '../../../server/src/compiler/syntax/ast.ts';
import type { SourceFile } from '../../../server/src/compiler/syntax/sourceFile.ts';

/** What is wrong with a parse result, whatever its text: nothing, if the parser keeps its word. */
export function violations(file: SourceFile): string[] {
  return [...tokenViolations(file), ...nodeViolations(file.tree), ...diagnosticViolations(file)];
}

function tokenViolations({ tokens, text }: SourceFile): string[] {
  const found: string[] = [];
  let at = 0;
  for (let index = 0; index < tokens.length; index++) {
    if (tokens.start(index) !== at || tokens.end(index) <= at) {
      found.push(`token ${index} spans ${tokens.start(index)}..${tokens.end(index)}, not ${at}…`);
    }
    at = tokens.end(index);
  }
  return at === text.length ? found : [...found, `tokens end at ${at} of ${text.length}`];
}

function nodeViolations(node: Node): string[] {
  const found: string[] = [];
  let at = node.start;
  if (node.end < node.start || (node.kind === 'error' && node.end === node.start)) {
    found.push(`${describe(node)} is empty or reversed`);
  }
  for (const child of children(node)) {
    if (child.start < at || child.end > node.end) {
      found.push(`${describe(child)} leaves ${describe(node)}, or overlaps the one before`);
    }
    at = child.end;
    found.push(...nodeViolations(child));
  }
  return found;
}

function diagnosticViolations({ diagnostics, text }: SourceFile): string[] {
  return diagnostics
    .filter(({ start, end }) => start < 0 || end < start || end > text.length)
    .map(({ code, start, end }) => `${code} spans ${start}..${end} of ${text.length}`);
}

function describe({ kind, start, end }: Node): string {
  return `${kind} ${start}..${end}`;
}
