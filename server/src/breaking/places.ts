/** Where things stand, and where they stood. */
import type {
  DeclarationNode,
  LiteralFieldNode,
  Node,
  OptionNamePart,
  OptionNode,
  ProtoSymbol,
  SourceFile,
  Span,
} from '../compiler/index.ts';
import { survivorBefore } from './siblings.ts';

/**
 * Where an option is set, by the steps of its name; `(a.b)` is a custom one. That is the option as
 * a whole, or the field of the message that it is set to.
 */
export function optionAt(
  members: readonly Node[],
  steps: readonly string[],
): OptionNode | LiteralFieldNode | undefined {
  for (const member of members) {
    const isHere =
      member.kind === 'option' &&
      member.name.length <= steps.length &&
      member.name.every((part, index) => stepOf(part) === steps[index]);
    const found = isHere ? within(member, steps.slice(member.name.length)) : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function stepOf({ isExtension, name }: OptionNamePart): string {
  return isExtension ? `(${name.text.replace(/^\./, '')})` : name.text;
}

function within<N extends OptionNode | LiteralFieldNode>(
  node: N,
  [step, ...others]: readonly string[],
): N | LiteralFieldNode | undefined {
  if (step === undefined) {
    return node;
  }
  const fields = node.value?.kind === 'messageLiteral' ? node.value.fields : [];
  const field = fields.find(({ name }) => literalStep(name) === step);
  return field && within(field, others);
}

function literalStep(name: LiteralFieldNode['name']): string {
  return name.kind === 'identifier' ? name.text : `(${name.name.text})`;
}

/** The options that a definition has, as written. */
export function optionNodes(node: DeclarationNode): readonly Node[] {
  switch (node.kind) {
    case 'field':
    case 'enumValue':
      return node.options?.options ?? [];
    case 'group':
      return node.options?.options ?? [];
    default:
      return node.members;
  }
}

/** What a field's type is written as; of a group its keyword. */
export function typeSpan({ node }: ProtoSymbol): Span {
  if (node.kind === 'group') {
    return node.keyword;
  }
  return node.kind === 'field' ? (node.type ?? node) : node;
}

/** Where a name is written, or the whole of what has none. */
export function nameSpan({ nameSpan: span }: ProtoSymbol): Span {
  return { start: span.start, end: span.end };
}

/** Something that is no more: `siblings` are those that it stood among, `now` those there are. */
export interface Deleted {
  readonly symbol: ProtoSymbol;
  readonly siblings: readonly ProtoSymbol[];
  readonly now: readonly ProtoSymbol[];
  readonly source: SourceFile;
  /** Between the braces of what is around it; absent at file level. */
  readonly body: Span | undefined;
}

/** From the last character of what stood before it to what stands behind it. */
export function gapOf({ symbol, siblings, now, source, body }: Deleted): Span {
  const neighbour = survivorBefore(symbol, { siblings, now });
  const start = Math.max((neighbour?.node.end ?? body?.start ?? headEnd(source)) - 1, 0);
  const blanks = /^\s*/.exec(source.text.slice(start + 1))?.[0].length ?? 0;
  return { start, end: Math.min(start + 1 + blanks, source.text.length) };
}

/** Where the statements end that a file begins with. */
function headEnd({ tree }: SourceFile): number {
  const head = tree.members.filter(
    ({ kind }) => kind === 'syntax' || kind === 'package' || kind === 'import' || kind === 'option',
  );
  return head.at(-1)?.end ?? 0;
}

/** Between the braces of a definition; of a field what is written. */
export function bodyOf({ node }: ProtoSymbol): Span | undefined {
  return 'body' in node ? node.body : undefined;
}
