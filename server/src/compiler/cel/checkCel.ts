import { closestName } from '../../base/index.ts';
import type { ProtoSymbol } from '../link/model.ts';
import type { Span } from '../syntax/ast.ts';
import type { CelName, CelNode } from './celAst.ts';
import {
  type CelChecker,
  type CelContext,
  type CelScope,
  expectBool,
  hint,
  type Node,
  typeNames,
} from './celContext.ts';
import {
  areComparable,
  arithmetic,
  celTypeName,
  celTypeOfField,
  celTypeOfMessage,
  type CelType,
  dyn,
  isOneOf,
  listOf,
  simple,
} from './celTypes.ts';
import { typeOfCall } from './checkCalls.ts';
import { nameText } from './parseCel.ts';

/**
 * The type of an expression. Reports mistakes that no value can make right: names that stand for
 * nothing, functions that there are not, operands that do not go together.
 */
export function checkCel(checker: CelChecker, node: CelNode, scope: CelScope): CelType {
  const context: CelContext = {
    ...checker,
    check: (part, seen) => {
      const type = typeOf(context, part, seen);
      checker.visit(part, type, seen);
      return type;
    },
  };
  return context.check(node, scope);
}

function typeOf(checker: CelContext, node: CelNode, scope: CelScope): CelType {
  const check = (part: CelNode): CelType => checker.check(part, scope);
  switch (node.kind) {
    case 'literal':
      return simple(node.type);
    case 'name':
      return typeOfName(checker, node, scope);
    case 'select':
      return typeOfSelection(checker, node, scope);
    case 'index':
      return typeOfIndex(checker, node, scope);
    case 'call':
      return typeOfCall(checker, node, scope);
    case 'list':
      return listOf(commonType(node.items.map(check)));
    case 'map': {
      const keys = node.entries.map(({ key }) => check(key));
      const values = node.entries.map(({ value }) => check(value));
      return { kind: 'map', key: commonType(keys), value: commonType(values) };
    }
    case 'message':
      return typeOfMessage(checker, node, scope);
    case 'unary':
      return typeOfUnary(checker, node, scope);
    case 'binary':
      return typeOfBinary(checker, node, scope);
    case 'conditional':
      expectBool(checker, node.condition, check(node.condition));
      return commonType([check(node.then), check(node.otherwise)]);
    case 'error':
      return dyn;
  }
}

function typeOfName(checker: CelContext, node: Node<'name'>, scope: CelScope): CelType {
  const { text } = node.name;
  const variable = node.isAbsolute ? undefined : scope.get(text);
  if (variable !== undefined) {
    return variable;
  }
  if (typeNames.has(text)) {
    return simple('type');
  }
  const qualified = typeOfQualified(checker, node);
  if (qualified === undefined) {
    const similar = closestName(text, scope.keys());
    checker.report(node.name, `"${text}" is not defined${hint(similar)}`, similar);
  }
  return qualified ?? dyn;
}

/** What a dotted name stands for that begins with no variable; undefined for nothing. */
function typeOfQualified(checker: CelContext, node: CelNode): CelType | undefined {
  const name = nameText(node);
  const symbol = name === '' ? undefined : checker.lookup(name);
  if (symbol?.kind === 'message' || symbol?.kind === 'enum') {
    checker.refer(lastPart(node), symbol);
    return simple('type');
  }
  const dot = name.lastIndexOf('.');
  const owner = dot === -1 ? undefined : checker.lookup(name.slice(0, dot));
  if (owner?.kind === 'enum') {
    const value = owner.children.find((each) => each.name === name.slice(dot + 1));
    if (value !== undefined) {
      checker.refer(lastPart(node), value);
      if (node.kind === 'select') {
        checker.refer(lastPart(node.operand), owner);
      }
      return simple('int');
    }
    return undefined;
  }
  return name !== '' && checker.isPackage(name) ? dyn : undefined;
}

function lastPart(node: CelNode): Span {
  return node.kind === 'select' ? node.field : node;
}

function beginsWithVariable(node: CelNode, scope: CelScope): boolean {
  switch (node.kind) {
    case 'name':
      return !node.isAbsolute && scope.has(node.name.text);
    case 'select':
      return beginsWithVariable(node.operand, scope);
    default:
      return true;
  }
}

function typeOfSelection(checker: CelContext, node: Node<'select'>, scope: CelScope): CelType {
  if (!beginsWithVariable(node, scope)) {
    const qualified = typeOfQualified(checker, node);
    if (qualified !== undefined) {
      return qualified;
    }
  }
  const operand = checker.check(node.operand, scope);
  const owner = checker.lookup(nameText(node.operand));
  if (owner?.kind === 'enum' && isOneOf(operand, ['type'])) {
    reportUnknownValue(checker, owner, node.field);
    return simple('int');
  }
  return typeOfField(checker, operand, node.field);
}

function reportUnknownValue(
  checker: CelContext,
  owner: ProtoSymbol,
  { text, ...span }: CelName,
): void {
  const names = owner.children.map(({ name }) => name);
  const similar = closestName(text, names);
  checker.report(span, `enum "${owner.fullName}" has no value "${text}"${hint(similar)}`, similar);
}

function typeOfField(checker: CelContext, operand: CelType, field: CelName): CelType {
  if (field.text === '') {
    return dyn;
  }
  switch (operand.kind) {
    case 'message': {
      const found = fieldsOf(operand.symbol).find(({ name }) => name === field.text);
      if (found !== undefined) {
        checker.refer(field, found);
        return celTypeOfField(found);
      }
      const similar = closestName(
        field.text,
        fieldsOf(operand.symbol).map(({ name }) => name),
      );
      const { fullName } = operand.symbol;
      checker.report(
        field,
        `message "${fullName}" has no field "${field.text}"${hint(similar)}`,
        similar,
      );
      return dyn;
    }
    case 'map':
      return operand.value;
    case 'dyn':
      return dyn;
    default:
      if (!isOneOf(operand, ['type'])) {
        checker.report(field, `a value of type ${celTypeName(operand)} has no fields`);
      }
      return dyn;
  }
}

function fieldsOf({ children }: ProtoSymbol): readonly ProtoSymbol[] {
  return children.filter(({ kind }) => kind === 'field');
}

function typeOfIndex(checker: CelContext, node: Node<'index'>, scope: CelScope): CelType {
  const operand = checker.check(node.operand, scope);
  const index = checker.check(node.index, scope);
  switch (operand.kind) {
    case 'list':
      if (!isOneOf(index, ['int', 'uint', 'double'])) {
        checker.report(node.index, `the index of a list is an int, not ${celTypeName(index)}`);
      }
      return operand.element;
    case 'map':
      if (!areComparable(operand.key, index)) {
        const [key, found] = [celTypeName(operand.key), celTypeName(index)];
        checker.report(node.index, `the keys of this map are ${key}, not ${found}`);
      }
      return operand.value;
    case 'dyn':
      return dyn;
    default:
      checker.report(node.operand, `a value of type ${celTypeName(operand)} has no elements`);
      return dyn;
  }
}

function typeOfMessage(checker: CelContext, node: Node<'message'>, scope: CelScope): CelType {
  const symbol = checker.lookup(node.name.text);
  if (symbol?.kind !== 'message') {
    checker.report(node.name, `message "${node.name.text}" is not defined`);
  } else {
    const { end } = node.name;
    checker.refer({ start: end - symbol.name.length, end }, symbol);
  }
  for (const { name, value } of node.fields) {
    checker.check(value, scope);
    if (symbol?.kind === 'message') {
      typeOfField(checker, { kind: 'message', symbol }, name);
    }
  }
  return symbol?.kind === 'message' ? celTypeOfMessage(symbol) : dyn;
}

function typeOfUnary(checker: CelContext, node: Node<'unary'>, scope: CelScope): CelType {
  const operand = checker.check(node.operand, scope);
  if (node.operator.text === '!') {
    expectBool(checker, node.operand, operand);
    return simple('bool');
  }
  if (!isOneOf(operand, ['int', 'double'])) {
    checker.report(node.operator, `"-" does not go with ${celTypeName(operand)}`);
  }
  return operand;
}

function typeOfBinary(checker: CelContext, node: Node<'binary'>, scope: CelScope): CelType {
  const left = checker.check(node.left, scope);
  const right = checker.check(node.right, scope);
  const operator = node.operator.text;
  switch (operator) {
    case '&&':
    case '||':
      expectBool(checker, node.left, left);
      expectBool(checker, node.right, right);
      return simple('bool');
    case 'in':
      checkIn(checker, node, left, right);
      return simple('bool');
    case '==':
    case '!=':
      expect(checker, node, areComparable(left, right), [left, right]);
      return simple('bool');
    case '<':
    case '<=':
    case '>':
    case '>=':
      expect(checker, node, areComparable(left, right) && isOrdered(left) && isOrdered(right), [
        left,
        right,
      ]);
      return simple('bool');
    default: {
      const result = arithmetic(operator, left, right);
      expect(checker, node, result !== undefined, [left, right]);
      return result ?? dyn;
    }
  }
}

function isOrdered(type: CelType): boolean {
  return isOneOf(type, [
    'int',
    'uint',
    'double',
    'string',
    'bytes',
    'bool',
    'timestamp',
    'duration',
  ]);
}

function checkIn(checker: CelContext, node: Node<'binary'>, left: CelType, right: CelType): void {
  switch (right.kind) {
    case 'list':
    case 'map': {
      const element = right.kind === 'list' ? right.element : right.key;
      expect(checker, node, areComparable(left, element), [left, right]);
      return;
    }
    case 'dyn':
      return;
    default:
      expect(checker, node, false, [left, right]);
  }
}

function expect(
  checker: CelContext,
  { operator }: Node<'binary'>,
  fits: boolean,
  [left, right]: readonly [CelType, CelType],
): void {
  if (!fits) {
    const [first, second] = [celTypeName(left), celTypeName(right)];
    checker.report(
      operator,
      `"${operator.text}" does not go with ${first} and ${second}${conversionHint(first, second)}`,
    );
  }
}

/** Numbers of different kinds are the usual mistake. */
function conversionHint(left: string, right: string): string {
  const numbers = ['int', 'uint', 'double'];
  if (!numbers.includes(left) || !numbers.includes(right) || left === right) {
    return '';
  }
  return [left, right].includes('double')
    ? '; write "1.0" for a double, or convert with double(…)'
    : '; write "1u" for a uint, or convert with int(…)';
}

/** What all have in common; of several the type is known at run time only. */
function commonType(types: readonly CelType[]): CelType {
  const [first = dyn, ...others] = types;
  return others.every((each) => celTypeName(each) === celTypeName(first)) ? first : dyn;
}
