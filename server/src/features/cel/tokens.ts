import {
  type CelExpression,
  celExpressions,
  type CelNode,
  type LinkedFile,
  type Span,
} from '../../compiler/index.ts';

/** What a piece of an expression is, in the words of semantic tokens. */
export type CelTokenType =
  'keyword' | 'variable' | 'function' | 'number' | 'string' | 'operator' | 'comment';

export interface CelTokenPlace extends Span {
  readonly type: CelTokenType;
}

const words: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);

/** The tokens of the expressions of a file, at their places in it, names of fields left out. */
export function celTokens(linked: LinkedFile): CelTokenPlace[] {
  return celExpressions(linked).flatMap((expression) => tokensOf(expression));
}

function tokensOf(expression: CelExpression): CelTokenPlace[] {
  const names = namesIn(expression);
  return expression.tokens.flatMap(({ kind, start, end, text }) => {
    const type = typeOf(kind, text) ?? names.get(start);
    const place = expression.text.place({ start, end });
    // A token that is spread over two literals has a quote in it.
    const isWhole = place.end - place.start >= end - start;
    return type === undefined || end === start || !isWhole ? [] : [{ ...place, type }];
  });
}

function typeOf(
  kind: CelExpression['tokens'][number]['kind'],
  text: string,
): CelTokenType | undefined {
  switch (kind) {
    case 'int':
    case 'uint':
    case 'double':
      return 'number';
    case 'string':
    case 'bytes':
      return 'string';
    case 'comment':
      return 'comment';
    case 'symbol':
      return /[-+*/%<>!=&|?]/.test(text) ? 'operator' : undefined;
    case 'name':
      return words.has(text) ? 'keyword' : undefined;
    default:
      return undefined;
  }
}

/** Functions and variables by where they begin. */
function namesIn({ types }: CelExpression): ReadonlyMap<number, CelTokenType> {
  const names = new Map<number, CelTokenType>();
  const add = (node: CelNode): void => {
    if (node.kind === 'call') {
      names.set(node.name.start, 'function');
    } else if (node.kind === 'name') {
      names.set(node.name.start, 'variable');
    }
  };
  [...types.keys()].forEach(add);
  return names;
}
