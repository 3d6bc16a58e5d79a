import {
  type ListLiteralNode,
  type LiteralFieldNode,
  type MessageLiteralNode,
  messageOf,
  type SourceFile,
  type Span,
  type ValueNode,
} from '../../compiler/index.ts';
import { readTokens } from '../format/trivia.ts';
import { TokenPrinter } from './tokenPrinter.ts';

/**
 * A document of the text format laid out as its own printer does: a field on a line, two spaces of
 * indentation, `name: value` and `name {`, no separators, braces for `<…>`. A message or a list that
 * the author wrote on one line stays there, comments and single empty lines stay where they are.
 * Undefined for a document with syntax errors, which is left alone.
 */
export function formatTextDocument(source: SourceFile): string | undefined {
  if (source.diagnostics.some(({ severity }) => severity === 'error')) {
    return undefined;
  }
  const printer = new TokenPrinter(readTokens(source));
  printFields(printer, messageOf(source).fields, 'lines');
  printer.end();
  const { text } = printer;
  return source.text.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

type Layout = 'line' | 'lines';

function printFields(
  printer: TokenPrinter,
  fields: readonly LiteralFieldNode[],
  layout: Layout,
): void {
  for (const field of fields) {
    if (layout === 'lines') {
      printer.breakLine();
    }
    printField(printer, field);
    printer.drop(separators);
  }
}

const separators: ReadonlySet<string> = new Set([',', ';']);
const colon: ReadonlySet<string> = new Set([':']);

function printField(printer: TokenPrinter, { name, value }: LiteralFieldNode): void {
  printer.take(' ');
  while (printer.start < name.end) {
    printer.take('');
  }
  if (value?.kind === 'messageLiteral') {
    printer.drop(colon);
  } else if (printer.next === ':') {
    printer.take('');
  } else {
    printer.insert(':');
  }
  if (value !== undefined) {
    printValue(printer, value);
  }
}

function printValue(printer: TokenPrinter, value: ValueNode): void {
  switch (value.kind) {
    case 'messageLiteral':
      printMessage(printer, value);
      return;
    case 'listLiteral':
      printList(printer, value);
      return;
    case 'string':
      printStrings(printer, value.literals);
      return;
    default:
      printer.take(' ');
      while (printer.start < value.end) {
        printer.take('');
      }
  }
}

function printMessage(printer: TokenPrinter, { fields, end }: MessageLiteralNode): void {
  const layout = printer.isOnOneLine(end) ? 'line' : 'lines';
  printer.take(' ', '{');
  printer.indented(() => printFields(printer, fields, layout));
  const isEmpty = fields.length === 0;
  closeBlock(printer, { layout: isEmpty ? 'line' : layout, glue: isEmpty ? '' : ' ', text: '}' });
}

function printList(printer: TokenPrinter, { items, end }: ListLiteralNode): void {
  const layout = printer.isOnOneLine(end) ? 'line' : 'lines';
  printer.take(' ');
  printer.indented(() => {
    for (const [index, item] of items.entries()) {
      if (layout === 'lines') {
        printer.breakLine();
      } else if (index === 0) {
        printer.touch();
      }
      printValue(printer, item);
      if (printer.next === ',') {
        printer.take('');
      }
    }
  });
  closeBlock(printer, { layout: items.length === 0 ? 'line' : layout, glue: '', text: ']' });
}

interface Closing {
  readonly layout: Layout;
  readonly glue: '' | ' ';
  readonly text: string;
}

function closeBlock(printer: TokenPrinter, { layout, glue, text }: Closing): void {
  if (layout === 'lines') {
    printer.breakLine();
  }
  printer.close(glue, text);
}

/** Adjacent strings that stand on several lines stand on one each, below the name. */
function printStrings(printer: TokenPrinter, literals: readonly Span[]): void {
  const isSpread = !printer.isOnOneLine(literals.at(-1)?.end ?? 0);
  printer.indented(() => {
    literals.forEach(() => {
      if (isSpread) {
        printer.breakLine();
      }
      printer.take(' ');
    });
  });
}
