import type { FileNode, MessageLiteralNode, OptionNamePart } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';

/**
 * The tree of a document that holds a message: a file with one option, whose value is the message and
 * whose name, if it has one, is the type of the message. So what works on the trees of `.proto` files
 * works on it. The file and the option span the whole text.
 */
export function documentNode(
  text: string,
  value: MessageLiteralNode,
  name?: OptionNamePart,
): FileNode {
  const span = { start: 0, end: text.length };
  const nameSpan = { start: name?.start ?? 0, end: name?.end ?? 0 };
  const option = { kind: 'option' as const, ...span, name: name ? [name] : [], nameSpan, value };
  return { kind: 'file', ...span, members: [option] };
}

/** The message of a document. */
export function messageOf({ tree }: SourceFile): MessageLiteralNode {
  const [option] = tree.members;
  const value = option?.kind === 'option' ? option.value : undefined;
  const span = { start: 0, end: 0 };
  return value?.kind === 'messageLiteral'
    ? value
    : { kind: 'messageLiteral', ...span, fields: [], body: span };
}

/** The part of a document that names its type; of the text format a comment does. */
export function typeNameOf({ tree }: SourceFile): OptionNamePart | undefined {
  const [option] = tree.members;
  return option?.kind === 'option' ? option.name[0] : undefined;
}
