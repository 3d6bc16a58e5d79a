import type {
  FieldNode,
  GroupNode,
  MethodNode,
  MethodTypeNode,
  Node,
  Span,
} from '../../compiler/index.ts';
import {
  beforeBrace,
  printBetween,
  printOwn,
  printTrailing,
  type SplitGap,
  splitGap,
  together,
} from './lines.ts';
import { printCompactOptions, printOption, printRun } from './printValues.ts';
import type { Glue, Writer } from './writer.ts';

/** Prints a statement from its first token to its `;` or `}`. */
export function printStatement(writer: Writer, node: Node): void {
  switch (node.kind) {
    case 'option':
      writer.take('');
      printOption(writer, node, ' ');
      break;
    case 'import':
      printImport(writer, node.path?.literals ?? []);
      break;
    case 'field':
    case 'group':
      printField(writer, node);
      break;
    case 'method':
      printMethod(writer, node);
      break;
    case 'enumValue':
      printRun(writer, node.name?.end ?? 0, '');
      writer.alignNext();
      printRun(writer, node.options?.start ?? endOfRun(node), ' ');
      if (node.options !== undefined) {
        printCompactOptions(writer, node.options);
      }
      break;
    case 'extensions':
      printRun(writer, node.options?.start ?? endOfRun(node), '');
      if (node.options !== undefined) {
        printCompactOptions(writer, node.options);
      }
      break;
    case 'extend':
      printRun(writer, node.keyword.end, '');
      printRun(writer, endOfRun(node), ' ');
      break;
    case 'message':
    case 'enum':
    case 'service':
    case 'oneof':
      printRun(writer, endOfRun(node), '');
      break;
    default:
      printRun(writer, node.end - 1, '');
  }
  printEnd(writer, node);
}

/** Adjacent strings of an import stand on a line each. */
function printImport(writer: Writer, literals: readonly Span[]): void {
  const [first] = literals;
  printRun(writer, literals.length > 1 ? (first?.start ?? 0) : (first?.end ?? 0), '');
  if (literals.length > 1) {
    literals.forEach(() => {
      writer.newline();
      writer.take('');
    });
  }
}

function printField(writer: Writer, node: FieldNode | GroupNode): void {
  printRun(writer, node.label?.end ?? 0, '');
  printRun(writer, endOfType(node), node.label === undefined ? '' : ' ');
  printRun(writer, node.name?.end ?? 0, ' ');
  writer.alignNext();
  printRun(writer, node.options?.start ?? endOfRun(node), ' ');
  if (node.options !== undefined) {
    printCompactOptions(writer, node.options);
  }
}

function endOfType(node: FieldNode | GroupNode): number {
  return node.kind === 'field' ? (node.type?.end ?? 0) : node.keyword.end;
}

function printMethod(writer: Writer, { name, input, output }: MethodNode): void {
  printRun(writer, name?.end ?? 0, '');
  printMethodType(writer, input, '');
  printRun(writer, output?.start ?? 0, ' ');
  printMethodType(writer, output, ' ');
}

function printMethodType(writer: Writer, node: MethodTypeNode | undefined, glue: Glue): void {
  if (node?.stream !== undefined) {
    printRun(writer, node.stream.end, glue);
  }
  printRun(writer, node?.end ?? 0, node?.stream === undefined ? glue : ' ');
}

function endOfRun(node: Node): number {
  const body = 'body' in node ? node.body : undefined;
  return body === undefined ? node.end - 1 : body.start - 1;
}

function printEnd(writer: Writer, node: Node): void {
  if ('body' in node && 'members' in node && node.body !== undefined) {
    printBody(writer, node.members);
  } else {
    writer.take('');
  }
}

/** Prints `{…}`. */
function printBody(writer: Writer, all: readonly Node[]): void {
  const members = all.filter(({ kind }) => kind !== 'empty');
  writer.take(' ');
  const opening = splitGap(writer.claimGapOver(isEmpty, 1));
  if (members.length === 0) {
    printCommentsOnly(writer, opening);
  } else {
    writer.indented(() => {
      printTrailing(writer, opening.trailing);
      writer.newline();
      printBetween(writer, { ...opening, isApart: false });
      members.forEach((member, index) => {
        printStatement(writer, member);
        printBehindMember(writer, member, members[index + 1]);
      });
    });
  }
  writer.take('');
}

function printCommentsOnly(writer: Writer, { trailing, own, ...rest }: SplitGap): void {
  const isApart = trailing.length > 0 && rest.isApart;
  const comments = [...trailing, ...own];
  if (comments.length === 0) {
    return;
  }
  writer.newline();
  writer.indented(() => {
    printClosing(writer, { ...rest, trailing: [], own: comments, isApart });
  });
}

function printBehindMember(writer: Writer, member: Node, next: Node | undefined): void {
  const isLast = next === undefined;
  const gap = splitGap(writer.claimGapOver(isEmpty, 1), { keepsLine: !isLast });
  printTrailing(writer, gap.trailing);
  writer.newline();
  if (isLast) {
    printClosing(writer, gap);
  } else {
    const isAroundBlock =
      writer.style.blankLines === 'aroundBlocks' && (hasBlock(member) || hasBlock(next));
    printBetween(writer, isAroundBlock ? { ...gap, isApart: true } : gap);
  }
}

/** Whether a definition goes over lines of its own. */
export function hasBlock(node: Node): boolean {
  return 'body' in node && 'members' in node && node.body !== undefined && node.members.length > 0;
}

/** Comments before a closing brace. An empty line behind them takes all those above away. */
function printClosing(writer: Writer, gap: SplitGap): void {
  if (gap.isDetached) {
    printOwn(writer, together(gap.own));
  } else if (gap.own.length > 0) {
    printBetween(writer, beforeBrace(gap));
  }
}

function isEmpty(text: string): boolean {
  return text === ';';
}
