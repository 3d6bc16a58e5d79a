import { type EnumNode, type EnumValueNode, isNamed, type ProtoSymbol } from '../compiler/index.ts';
import { expectComment, expectSpelling } from './declarationRules.ts';
import type { Findings, LintRun } from './finding.ts';
import { upperSnakeCase } from './names.ts';

/** Rules about one enum as a whole. */
export function lintEnum(node: EnumNode, findings: Findings): void {
  const { name } = node;
  if (name === undefined) {
    return;
  }
  const declared = { node, name, what: 'enum' };
  expectSpelling(declared, { rule: 'ENUM_PASCAL_CASE', spelling: 'PascalCase' }, findings);
  expectComment(declared, 'COMMENT_ENUM', findings);
  noAllowAlias(node, name.text, findings);
  firstValueZero(node, findings);
}

function noAllowAlias(node: EnumNode, name: string, findings: Findings): void {
  for (const member of node.members) {
    const isOn =
      member.kind === 'option' &&
      isNamed(member, 'allow_alias') &&
      member.value?.kind === 'identifier' &&
      member.value.text === 'true';
    if (isOn) {
      const message = `enum "${name}" allows several names for one number`;
      findings.at(member, { rule: 'ENUM_NO_ALLOW_ALIAS', message });
    }
  }
}

function firstValueZero({ members }: EnumNode, findings: Findings): void {
  const first = members.find((member) => member.kind === 'enumValue');
  if (first?.number !== undefined && numberOf(first) !== 0n) {
    const message = `the first value of an enum is to be 0, which "${first.name.text}" is not`;
    findings.at(first, { rule: 'ENUM_FIRST_VALUE_ZERO', message, span: first.number });
  }
}

/** Rules about one value of an enum. */
export function lintEnumValue(
  symbol: ProtoSymbol,
  node: EnumValueNode,
  { input, findings }: LintRun,
): void {
  const { name } = node;
  const declared = { node, name, what: 'enum value' };
  const rule = 'ENUM_VALUE_UPPER_SNAKE_CASE';
  expectSpelling(declared, { rule, spelling: 'UPPER_SNAKE_CASE' }, findings);
  expectComment(declared, 'COMMENT_ENUM_VALUE', findings);
  const prefix = `${upperSnakeCase(symbol.parent?.name ?? '')}_`;
  if (!name.text.startsWith(prefix)) {
    const message = `enum value "${name.text}" is to begin with "${prefix}"`;
    findings.at(node, { rule: 'ENUM_VALUE_PREFIX', message, span: name });
  }
  const suffix = input.config.enumZeroValueSuffix || '_UNSPECIFIED';
  if (numberOf(node) === 0n && !name.text.endsWith(suffix)) {
    const message = `"${name.text}" is the zero value, so its name is to end in "${suffix}"`;
    findings.at(node, { rule: 'ENUM_ZERO_VALUE_SUFFIX', message, span: name });
  }
}

function numberOf({ number }: EnumValueNode): bigint | undefined {
  if (number?.kind === 'negative') {
    return number.operand?.kind === 'integer' ? -number.operand.value : undefined;
  }
  return number?.value;
}
