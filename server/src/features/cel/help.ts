import {
  type CelExpression,
  celFunctions,
  celMacros,
  type CelNode,
  celTypeName,
  type LinkedFile,
  type Span,
} from '../../compiler/index.ts';
import { codeBlock } from '../hover/markdown.ts';
import { expressionAt, nodeAround } from './expressionAt.ts';

/** What a function or a variable of an expression is, as Markdown. */
export function celHelp(
  linked: LinkedFile,
  offset: number,
): { readonly markdown: string; readonly span: Span } | undefined {
  const place = expressionAt(linked, offset);
  if (place === undefined) {
    return undefined;
  }
  const { expression, at } = place;
  const node = nodeAround(
    expression,
    at,
    (each): each is Extract<CelNode, { kind: 'name' | 'call' | 'select' }> =>
      (each.kind === 'name' || each.kind === 'call' || each.kind === 'select') &&
      nameOf(each).start <= at &&
      at <= nameOf(each).end,
  );
  const markdown = node && helpOf(expression, node);
  return node && markdown !== undefined
    ? { markdown, span: expression.text.place(nameOf(node)) }
    : undefined;
}

function nameOf(node: Extract<CelNode, { kind: 'name' | 'call' | 'select' }>): Span {
  return node.kind === 'select' ? node.field : node.name;
}

function helpOf(
  { types }: CelExpression,
  node: Extract<CelNode, { kind: 'name' | 'call' | 'select' }>,
): string | undefined {
  const found = types.get(node);
  const type = found === undefined ? '' : `: ${celTypeName(found.type)}`;
  if (node.kind !== 'call') {
    const name = node.kind === 'name' ? node.name.text : node.field.text;
    return codeBlock('cel', `${name}${type}`);
  }
  const { text } = node.name;
  const help =
    text === 'has'
      ? 'Whether a field is set.'
      : (celMacros.get(text)?.help ??
        celFunctions.get(text)?.find(({ on }) => (on === undefined) === (node.target === undefined))
          ?.help);
  return help === undefined ? undefined : `${codeBlock('cel', `${text}(…)${type}`)}\n\n${help}`;
}
