/**
 * The tree of an expression of the Common Expression Language. Offsets are those of the expression's
 * text. What is half-typed leaves names empty, or an `error` where an expression is missing.
 */
import type { Span } from '../syntax/ast.ts';

/** The kinds of literals, which are also the names of their types. */
export type CelLiteralKind = 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'bool' | 'null_type';

/** A name with its place. */
export interface CelName extends Span {
  readonly text: string;
}

export type CelNode = Span &
  (
    | { readonly kind: 'literal'; readonly type: CelLiteralKind; readonly text: string }
    /** `isAbsolute` with a dot in front. */
    | { readonly kind: 'name'; readonly name: CelName; readonly isAbsolute: boolean }
    | { readonly kind: 'select'; readonly operand: CelNode; readonly field: CelName }
    | { readonly kind: 'index'; readonly operand: CelNode; readonly index: CelNode }
    /** `target` is what stands before the dot. */
    | {
        readonly kind: 'call';
        readonly target: CelNode | undefined;
        readonly name: CelName;
        readonly args: readonly CelNode[];
      }
    | { readonly kind: 'list'; readonly items: readonly CelNode[] }
    | { readonly kind: 'map'; readonly entries: readonly CelEntry[] }
    /** `pkg.Message{field: value}` */
    | { readonly kind: 'message'; readonly name: CelName; readonly fields: readonly CelField[] }
    | { readonly kind: 'unary'; readonly operator: CelName; readonly operand: CelNode }
    | {
        readonly kind: 'binary';
        readonly operator: CelName;
        readonly left: CelNode;
        readonly right: CelNode;
      }
    | {
        readonly kind: 'conditional';
        readonly condition: CelNode;
        readonly then: CelNode;
        readonly otherwise: CelNode;
      }
    | { readonly kind: 'error' }
  );

export interface CelEntry {
  readonly key: CelNode;
  readonly value: CelNode;
}

export interface CelField {
  readonly name: CelName;
  readonly value: CelNode;
}

/** The expressions directly within another one. */
export function celChildren(node: CelNode): readonly CelNode[] {
  switch (node.kind) {
    case 'select':
    case 'unary':
      return [node.operand];
    case 'index':
      return [node.operand, node.index];
    case 'call':
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'message':
      return node.fields.map(({ value }) => value);
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.then, node.otherwise];
    case 'literal':
    case 'name':
    case 'error':
      return [];
  }
}
