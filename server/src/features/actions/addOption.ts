/** Options put on a definition, whatever the way is that it carries them. */
import type { CompactOptionsNode, Node, SourceFile, Span, TextEdit } from '../../compiler/index.ts';
import { eolOf, indentAt, prependTo } from './statements.ts';

/**
 * The edit that gives a definition options, each written as `name = value`; undefined for what
 * cannot carry any.
 */
export function addOptions(
  source: SourceFile,
  node: Node,
  options: readonly string[],
): TextEdit | undefined {
  switch (node.kind) {
    case 'field':
    case 'enumValue':
      return node.number && compact(node.options, node.number, options);
    case 'message':
    case 'group':
    case 'enum':
    case 'service':
    case 'oneof': {
      const { body, start, end } = node;
      return body && prependTo(source, { start, end, body }, options.map(statement));
    }
    case 'method':
      return node.body === undefined
        ? blockFor(source, node, options)
        : prependTo(source, { ...node, body: node.body }, options.map(statement));
    default:
      return undefined;
  }
}

function statement(option: string): string {
  return `option ${option};`;
}

/** Behind the options that are there, or in brackets behind the number. */
function compact(
  list: CompactOptionsNode | undefined,
  number: Span,
  options: readonly string[],
): TextEdit {
  const last = list?.options.at(-1);
  return last === undefined
    ? { start: number.end, end: list?.end ?? number.end, newText: ` [${options.join(', ')}]` }
    : { start: last.end, end: last.end, newText: `, ${options.join(', ')}` };
}

/** An rpc that ends in a `;` gets a block. */
function blockFor(
  source: SourceFile,
  { start, end }: Span,
  options: readonly string[],
): TextEdit | undefined {
  const eol = eolOf(source);
  const indent = indentAt(source, start);
  const lines = options.map((option) => `${eol}${indent}  ${statement(option)}`).join('');
  return source.text[end - 1] === ';'
    ? { start: end - 1, end, newText: ` {${lines}${eol}${indent}}` }
    : undefined;
}
