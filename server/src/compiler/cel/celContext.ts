import type { ProtoSymbol } from '../link/model.ts';
import type { Span } from '../syntax/ast.ts';
import type { CelNode } from './celAst.ts';
import { celTypeName, type CelType, isOneOf } from './celTypes.ts';

/** The variables that an expression sees. */
export type CelScope = ReadonlyMap<string, CelType>;

/** What an expression is checked with. */
export interface CelChecker {
  /** Looks up a message or an enum by its full name. */
  readonly lookup: (fullName: string) => ProtoSymbol | undefined;
  /** Whether a name is a package, or the begin of one. */
  readonly isPackage: (name: string) => boolean;
  readonly report: (span: Span, message: string, similar?: string) => void;
  /** Told what a part of the expression stands for. */
  readonly refer: (span: Span, symbol: ProtoSymbol) => void;
  /** Told the type of each part, and the variables that it sees. */
  readonly visit: (node: CelNode, type: CelType, scope: CelScope) => void;
}

/** The same while an expression is checked. */
export interface CelContext extends CelChecker {
  /** The type of a part, which is visited. */
  readonly check: (node: CelNode, scope: CelScope) => CelType;
}

/** An expression of one kind. */
export type Node<K extends CelNode['kind']> = Extract<CelNode, { kind: K }>;

/** Names of types, and of what functions stand below. */
export const typeNames: ReadonlySet<string> = new Set(
  'bool bytes double int list map null_type string type uint dyn optional math strings sets'.split(
    ' ',
  ),
);

/** Reports what is no truth value. */
export function expectBool(checker: CelChecker, node: CelNode, type: CelType): void {
  if (!isOneOf(type, ['bool'])) {
    checker.report(node, `expected a bool, found ${celTypeName(type)}`);
  }
}

/** The end of a message that says what was meant. */
export function hint(similar: string | undefined): string {
  return similar === undefined ? '' : `; did you mean "${similar}"?`;
}
