import type {
  CompactOptionsNode,
  ListLiteralNode,
  LiteralFieldNode,
  MessageLiteralNode,
  OptionNode,
  StringNode,
  ValueNode,
} from '../../compiler/index.ts';
import {
  beforeBrace,
  printBetween,
  printOwn,
  printTrailing,
  type SplitGap,
  splitGap,
} from './lines.ts';
import type { Comment } from './trivia.ts';
import type { Glue, Writer } from './writer.ts';

/** Prints `name = value` from its first token, up to where the value ends. */
export function printOption(writer: Writer, option: OptionNode, glue: Glue): void {
  printRun(writer, option.nameSpan.end, glue);
  writer.take(' ');
  if (option.value !== undefined) {
    printAssigned(writer, option.value);
  }
}

/** Prints `[…]`: one option stays in the line, several stand on a line each. */
export function printCompactOptions(writer: Writer, { options, end }: CompactOptionsNode): void {
  const { lineLength } = writer.style;
  if (lineLength === 0) {
    printByCount(writer, options);
  } else if (
    writer.hasCommentsBefore(end) ||
    !writer.fits(() => printInLine(writer, options), behindOptions)
  ) {
    writer.take(' ');
    printBelow(writer, options);
  }
}

/** Room for the `;`. */
const behindOptions = 1;

function printInLine(writer: Writer, options: readonly OptionNode[]): void {
  writer.take(' ');
  options.forEach((option, index) => {
    printOption(writer, option, index === 0 ? '' : ' ');
    writer.take('');
  });
}

function printBelow(writer: Writer, options: readonly OptionNode[]): void {
  printItems(writer, options, {
    separator: ',',
    print: (option) => printOption(writer, option, ''),
  });
}

function printByCount(writer: Writer, options: readonly OptionNode[]): void {
  writer.take(' ');
  const [first] = options;
  if (first !== undefined && (options.length > 1 || writer.hasCommentsBefore(first.start + 1))) {
    printBelow(writer, options);
    return;
  }
  if (first !== undefined) {
    printOption(writer, first, '');
  }
  writer.take('');
}

/** Prints the tokens up to an offset in one line; `glue` stands before the first. */
export function printRun(writer: Writer, end: number, glue: Glue): void {
  for (let between = glue; writer.start < end;) {
    const left = writer.next;
    writer.take(between);
    between = glueBetween(left, writer.next);
  }
}

function glueBetween(left: string, right: string): Glue {
  if (left === ',') {
    return ' ';
  }
  return '.([<-/'.includes(left) || '.,;:)]>/<'.includes(right) ? '' : ' ';
}

/** A value behind `=` or `:`; adjacent strings begin on the next line. */
function printAssigned(writer: Writer, value: ValueNode): void {
  if (value.kind === 'string' && value.literals.length > 1) {
    writer.indented(() => {
      printStartOfLine(writer);
      printLiterals(writer, value, '');
    });
  } else {
    printValue(writer, value, ' ');
  }
}

/** Adjacent strings, each on a line, from where the first one begins. */
function printLiterals(writer: Writer, { literals }: StringNode, glue: Glue): void {
  writer.take(glue);
  for (let index = 1; index < literals.length; index++) {
    const { trailing, own, isDetached } = splitGap(writer.claimGap());
    writer.newline();
    printBetween(writer, { trailing: [], own: [...trailing, ...own], isApart: false, isDetached });
    writer.take('');
  }
}

/** Ends the line; comments that stand on lines before the next token do so again. */
function printStartOfLine(writer: Writer): void {
  const { trailing, own } = splitGap(writer.claimGap());
  printTrailing(writer, trailing);
  writer.newline();
  printOwn(writer, own);
}

function printValue(writer: Writer, value: ValueNode, glue: Glue): void {
  switch (value.kind) {
    case 'messageLiteral':
      printMessageLiteral(writer, value, glue);
      return;
    case 'listLiteral':
      printListLiteral(writer, value, glue);
      return;
    case 'string':
      printLiterals(writer, value, glue);
      return;
    default:
      printRun(writer, value.end, glue);
      writer.endValue();
  }
}

/** `{…}`: a single scalar stays in the line. */
function printMessageLiteral(writer: Writer, literal: MessageLiteralNode, glue: Glue): void {
  const { fields, end } = literal;
  const [field] = fields;
  writer.take(glue, '{');
  if (fields.length > 1 || !isShort(field?.value) || writer.hasCommentsBefore(end)) {
    printItems(writer, fields, {
      separator: '',
      closer: '}',
      print: (each) => printField(writer, each),
    });
    return;
  }
  if (field !== undefined) {
    printField(writer, field);
    writer.claimGapOver(isSeparator, 0);
  }
  writer.take('', '}');
}

function printField(writer: Writer, { name, colon, value }: LiteralFieldNode): void {
  printRun(writer, name.end, '');
  if (colon === undefined) {
    writer.raw('', ':');
  } else {
    writer.take('');
  }
  if (value !== undefined) {
    printAssigned(writer, value);
  }
}

/** `[…]`: a single scalar stays in the line. */
function printListLiteral(writer: Writer, { items, end }: ListLiteralNode, glue: Glue): void {
  const [item] = items;
  writer.take(glue);
  if (items.length > 1 || !isShort(item) || writer.hasCommentsBefore(end)) {
    printItems(writer, items, {
      separator: ',',
      print: (each) => printValue(writer, each, ''),
    });
    return;
  }
  if (item !== undefined) {
    printValue(writer, item, '');
  }
  writer.take('');
}

/** Whether a value may stand in one line with the brackets around it. */
function isShort(value: ValueNode | undefined): boolean {
  switch (value?.kind) {
    case 'messageLiteral':
    case 'listLiteral':
      return false;
    case 'string':
      return value.literals.length === 1;
    default:
      return true;
  }
}

/** How the items of one kind of brackets stand. */
interface ItemsOptions<Item> {
  /** What stands behind each item but the last. Others in the text are left out. */
  readonly separator: '' | ',';
  /** Instead of the closing token as written. */
  readonly closer?: string;
  /** Prints an item from its first token; the comments before that have been printed. */
  readonly print: (item: Item) => void;
}

/** Prints items on a line each, and the closing token. The opening one has been printed. */
function printItems<Item>(
  writer: Writer,
  items: readonly Item[],
  { separator, closer, print }: ItemsOptions<Item>,
): void {
  writer.indented(() => {
    const { trailing, own, isDetached } = splitGap(writer.claimGap());
    const isMoved = closer !== undefined;
    printTrailing(writer, isMoved ? [] : trailing);
    writer.newline();
    const first = isMoved ? movedComments(trailing, own, items.length) : own;
    printBetween(writer, {
      trailing: [],
      own: first,
      isApart: false,
      isDetached: isDetached && items.length > 0,
    });
    items.forEach((item, index) => {
      print(item);
      printBehindItem(writer, index < items.length - 1 ? separator : undefined);
    });
  });
  writer.take('', closer);
}

/** Comments behind a `{` go below it, and those that follow close up. */
function movedComments(
  trailing: readonly Comment[],
  [head, ...rest]: readonly Comment[],
  itemCount: number,
): readonly Comment[] {
  if (head === undefined) {
    return trailing;
  }
  const closesUp = trailing.length > 0 && itemCount > 0;
  return [...trailing, closesUp ? { ...head, newlinesBefore: 1 } : head, ...rest];
}

/** Prints the separator, the comments on its line, and what comes before the next token. */
function printBehindItem(writer: Writer, separator: '' | ',' | undefined): void {
  const isWritten = isSeparator(writer.next);
  if (separator === ',' && isWritten) {
    writer.take('');
  }
  const gap = splitGap(writer.claimGapOver(isSeparator, 0), { keepsLine: separator === ',' });
  printTrailing(writer, gap.trailing);
  writer.newline();
  if (separator !== undefined) {
    // Where no separator tells the comments of two items apart, an empty line does.
    const isSplit = separator === '' && !isWritten && gap.trailing.length > 0;
    printBetween(writer, { ...gap, isApart: gap.isApart || (isSplit && gap.own.length > 0) });
  } else if (gap.own.length > 0) {
    printBetween(writer, writer.next === ']' ? { ...gap, isDetached: false } : closingGap(gap));
  }
}

/** Comments before the end of a message literal. */
function closingGap(gap: SplitGap): SplitGap {
  return gap.isDetached ? { ...gap, isApart: false, isDetached: false } : beforeBrace(gap);
}

function isSeparator(text: string): boolean {
  return text === ',' || text === ';';
}
