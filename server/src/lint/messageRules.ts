import type {
  FieldNode,
  GroupNode,
  MessageNode,
  OneofNode,
  ProtoSymbol,
} from '../compiler/index.ts';
import { type Declared, expectComment, expectSpelling } from './declarationRules.ts';
import type { Findings } from './finding.ts';

/** Rules about one message, a group's among them. */
export function lintMessage(node: MessageNode | GroupNode, findings: Findings): void {
  if (node.name !== undefined) {
    const declared = { node, name: node.name, what: 'message' };
    const rule = 'MESSAGE_PASCAL_CASE';
    expectSpelling(declared, { rule, spelling: 'PascalCase' }, findings);
    expectComment(declared, 'COMMENT_MESSAGE', findings);
  }
}

/** Rules about one oneof as it is written. */
export function lintOneof(node: OneofNode, findings: Findings): void {
  if (node.name !== undefined) {
    const declared = { node, name: node.name, what: 'oneof' };
    const rule = 'ONEOF_LOWER_SNAKE_CASE';
    expectSpelling(declared, { rule, spelling: 'lower_snake_case' }, findings);
    expectComment(declared, 'COMMENT_ONEOF', findings);
  }
}

/** Rules about one field or extension. */
export function lintField(
  symbol: ProtoSymbol,
  node: FieldNode | GroupNode,
  findings: Findings,
): void {
  if (node.name === undefined) {
    return;
  }
  const declared = { node, name: node.name, what: 'field', called: symbol.name };
  const rule = 'FIELD_LOWER_SNAKE_CASE';
  expectSpelling(declared, { rule, spelling: 'lower_snake_case' }, findings);
  fieldNoDescriptor(declared, findings);
  fieldNotRequired(symbol, declared, findings);
  // The comment above a group is that of its message.
  if (node.kind === 'field') {
    expectComment(declared, 'COMMENT_FIELD', findings);
  }
}

function fieldNoDescriptor({ node, name, called = '' }: Declared, findings: Findings): void {
  if (called.toLowerCase().replace(/^_+|_+$/g, '') === 'descriptor') {
    const message = `field "${called}" is called "descriptor", which clashes in generated code`;
    findings.at(node, { rule: 'FIELD_NO_DESCRIPTOR', message, span: name });
  }
}

function fieldNotRequired(
  { field, features }: ProtoSymbol,
  { node, name, called = '' }: Declared,
  findings: Findings,
): void {
  const isRequired = field?.label === 'required' || features.fieldPresence === 'legacyRequired';
  if (isRequired && field?.label !== 'repeated') {
    const message = `field "${called}" is required, which no later version can change`;
    findings.at(node, { rule: 'FIELD_NOT_REQUIRED', message, span: name });
  }
}
