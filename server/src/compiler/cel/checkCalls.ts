import { closestName } from '../../base/index.ts';
import type { CelName, CelNode } from './celAst.ts';
import {
  type CelContext,
  type CelScope,
  expectBool,
  hint,
  type Node,
  typeNames,
} from './celContext.ts';
import { type CelFunction, celFunctions, type CelMacro, celMacros } from './celFunctions.ts';
import { celTypeName, type CelType, dyn, simple } from './celTypes.ts';
import { nameText } from './parseCel.ts';

/** The type of a call: of `has`, of a macro, or of a function. */
export function typeOfCall(checker: CelContext, node: Node<'call'>, scope: CelScope): CelType {
  const { name, target, args } = node;
  if (target === undefined && name.text === 'has') {
    return typeOfHas(checker, node, scope);
  }
  const macro = target === undefined ? undefined : celMacros.get(name.text);
  const variables = macro === undefined ? undefined : variablesOf(node);
  if (target !== undefined && macro !== undefined && variables !== undefined) {
    return typeOfMacro(checker, { node, target, macro, variables }, scope);
  }
  const namespace = target === undefined ? '' : nameText(target);
  if (target !== undefined && typeNames.has(namespace) && !scope.has(namespace)) {
    args.forEach((arg) => checker.check(arg, scope));
    return dyn;
  }
  const on = target && checker.check(target, scope);
  // The arguments of an unknown function may name variables that a macro would declare.
  if (celFunctions.has(name.text)) {
    args.forEach((arg) => checker.check(arg, scope));
  }
  return typeOfFunction(checker, node, on);
}

/** `has(message.field)`: nothing else can be asked for. */
function typeOfHas(checker: CelContext, { args, name }: Node<'call'>, scope: CelScope): CelType {
  const [arg] = args;
  if (args.length !== 1 || arg?.kind !== 'select') {
    checker.report(arg ?? name, 'has(…) takes one field, such as has(this.name)');
  }
  args.forEach((each) => checker.check(each, scope));
  return simple('bool');
}

/** The names that a macro declares: one, or two where there are more arguments than it needs. */
function variablesOf({ name, args }: Node<'call'>): readonly CelName[] | undefined {
  const [first, second] = args;
  if (first?.kind !== 'name' || args.length < 2) {
    return undefined;
  }
  const isPair = name.text.startsWith('transform') || (name.text !== 'map' && args.length > 2);
  return isPair && second?.kind === 'name' ? [first.name, second.name] : [first.name];
}

interface MacroCall {
  readonly node: Node<'call'>;
  readonly target: CelNode;
  readonly macro: CelMacro;
  readonly variables: readonly CelName[];
}

function typeOfMacro(
  checker: CelContext,
  { node, target, macro, variables }: MacroCall,
  scope: CelScope,
): CelType {
  const on = checker.check(target, scope);
  if (on.kind !== 'list' && on.kind !== 'map' && on.kind !== 'dyn') {
    checker.report(
      node.name,
      `"${node.name.text}" goes through a list or a map, not ${celTypeName(on)}`,
    );
  }
  const [first, second] = variables;
  const inner = new Map(scope);
  if (first !== undefined) {
    inner.set(first.text, variableType(on, second === undefined ? 'only' : 'first'));
  }
  if (second !== undefined) {
    inner.set(second.text, variableType(on, 'second'));
  }
  let last: CelType = dyn;
  for (const arg of node.args.slice(variables.length)) {
    last = checker.check(arg, inner);
  }
  const lastArg = node.args.at(-1);
  if (macro.isTest && lastArg !== undefined) {
    expectBool(checker, lastArg, last);
  }
  return macro.result(last, on);
}

/** One variable of a map is its key; of two the first is the key or the index. */
function variableType(target: CelType, which: 'only' | 'first' | 'second'): CelType {
  switch (target.kind) {
    case 'list':
      return which === 'first' ? simple('int') : target.element;
    case 'map':
      return which === 'second' ? target.value : target.key;
    default:
      return dyn;
  }
}

function typeOfFunction(
  checker: CelContext,
  { name, args }: Node<'call'>,
  on: CelType | undefined,
): CelType {
  const known = celFunctions.get(name.text) ?? [];
  const fitting = known.filter((each) => (each.on === undefined) === (on === undefined));
  if (fitting.length === 0) {
    reportUnknown(checker, name, known, on);
    return dyn;
  }
  const [best] = fitting;
  if (on !== undefined && !fitting.some((each) => mayStandOn(each, on))) {
    const wanted = (best?.on ?? []).join(' or ');
    checker.report(name, `"${name.text}" is a function of ${wanted}, not of ${celTypeName(on)}`);
  } else if (
    !fitting.some(({ args: [least, most] }) => least <= args.length && args.length <= most)
  ) {
    checker.report(
      name,
      `"${name.text}" takes ${countText(best?.args)}, not ${String(args.length)}`,
    );
  }
  return best?.result ?? dyn;
}

function reportUnknown(
  checker: CelContext,
  name: CelName,
  known: readonly CelFunction[],
  on: CelType | undefined,
): void {
  const [other] = known;
  if (other !== undefined) {
    const form = on === undefined ? `value.${name.text}(…)` : `${name.text}(value)`;
    checker.report(name, `"${name.text}" is called as ${form}`);
    return;
  }
  const names =
    on === undefined
      ? [...celFunctions.keys(), 'has']
      : [...celFunctions.keys(), ...celMacros.keys()];
  const similar = closestName(name.text, names);
  const message = celMacros.has(name.text)
    ? `"${name.text}" is called as list.${name.text}(each, …)`
    : `there is no function "${name.text}"${hint(similar)}`;
  checker.report(name, message, similar);
}

function mayStandOn({ on = [] }: CelFunction, type: CelType): boolean {
  switch (type.kind) {
    case 'dyn':
      return true;
    case 'simple':
      return on.includes(type.name);
    case 'list':
    case 'map':
      return on.includes(type.kind);
    case 'message':
      return false;
  }
}

function countText(args: readonly [number, number] | undefined): string {
  const [least, most] = args ?? [0, 0];
  const count = least === most ? String(least) : `${String(least)} to ${String(most)}`;
  return `${count} ${count === '1' ? 'argument' : 'arguments'}`;
}
