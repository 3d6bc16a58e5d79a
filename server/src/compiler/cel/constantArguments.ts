import type { Span } from '../syntax/ast.ts';
import { type CelNode, celChildren } from './celAst.ts';
import { celLiteralText, type CelText } from './celText.ts';
import { re2Problem } from './re2.ts';

/** A constant that a function of an expression will not take; the span is of the expression's text. */
export interface ConstantProblem extends Span {
  readonly isPattern: boolean;
  readonly message: string;
}

/** What is wrong with the constant texts that functions of an expression are given. */
export function constantProblems(tree: CelNode, expression: string): readonly ConstantProblem[] {
  const found = tree.kind === 'call' ? problemOf(tree, expression) : undefined;
  const within = celChildren(tree).flatMap((child) => constantProblems(child, expression));
  return found === undefined ? within : [found, ...within];
}

function problemOf(
  { name, target, args }: Extract<CelNode, { kind: 'call' }>,
  expression: string,
): ConstantProblem | undefined {
  const argument = name.text === 'matches' && target === undefined ? args[1] : args[0];
  const takes = (target === undefined) !== (name.text === 'matches' && args.length === 1);
  if (!takes || argument?.kind !== 'literal' || argument.type !== 'string') {
    return undefined;
  }
  const text = celLiteralText(expression, argument);
  if (name.text === 'matches') {
    const problem = re2Problem(text.value);
    return problem && { ...text.place(problem), message: problem.message, isPattern: true };
  }
  const message = conversionProblem(name.text, text);
  return message === undefined
    ? undefined
    : { start: argument.start, end: argument.end, message, isPattern: false };
}

/** What a text has to look like to become a value of another type. */
const forms: Readonly<Record<string, readonly [RegExp, string]>> = {
  duration: [
    /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|m|s|ms|us|µs|μs|ns))+)$/u,
    'a duration, such as "1h30m" or "1.5s"',
  ],
  timestamp: [
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/,
    'a timestamp, such as "2026-01-31T12:00:00Z"',
  ],
  int: [/^[+-]?\d+$/, 'an int, such as "-5"'],
  uint: [/^\d+$/, 'a uint, such as "5"'],
};

function conversionProblem(name: string, { value }: CelText): string | undefined {
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  return form === undefined || form[0].test(value) ? undefined : `"${value}" is not ${form[1]}`;
}
