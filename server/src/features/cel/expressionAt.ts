import {
  type CelExpression,
  celExpressions,
  type CelNode,
  type Diagnostic,
  type LinkedFile,
  type ProtoSymbol,
  ruleFindings,
  type Span,
} from '../../compiler/index.ts';
import { touches } from '../places.ts';

/** An expression with an offset in it, counted in its text. */
export interface ExpressionPlace {
  readonly expression: CelExpression;
  readonly at: number;
}

/** The expression around an offset of a file; the quotes around it are none of it. */
export function expressionAt(linked: LinkedFile, offset: number): ExpressionPlace | undefined {
  for (const expression of celExpressions(linked)) {
    const at = touches(expression.node, offset) ? expression.text.offsetAt(offset) : undefined;
    if (at !== undefined) {
      return { expression, at };
    }
  }
  return undefined;
}

/** The smallest part of an expression around an offset of its text that satisfies a condition. */
export function nodeAround<T extends CelNode>(
  { types }: CelExpression,
  at: number,
  fits: (node: CelNode) => node is T,
): T | undefined {
  let best: T | undefined;
  for (const node of types.keys()) {
    const isSmaller = best === undefined || node.end - node.start < best.end - best.start;
    if (touches(node, at) && fits(node) && isSmaller) {
      best = node;
    }
  }
  return best;
}

/** What the expressions of a file name. */
export function celReferences(linked: LinkedFile): readonly (readonly [Span, ProtoSymbol])[] {
  return celExpressions(linked).flatMap(({ references }) => [...references]);
}

/** What is wrong with the rules of protovalidate in a file, their expressions included. */
export function celFindings(linked: LinkedFile): readonly Diagnostic[] {
  return [
    ...ruleFindings(linked),
    ...celExpressions(linked).flatMap(({ diagnostics }) => diagnostics),
  ];
}
