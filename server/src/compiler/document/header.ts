import { typeNameOf } from './documentTree.ts';
import type { Span } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';

/** One `# key: value` of a header; the span is the value's, empty behind the colon without one. */
export interface HeaderEntry extends Span {
  readonly value: string;
}

/** What a document of the text format says of its schema, in comments before its first field. */
export interface TextHeader {
  /** `proto-file`: import path of the file that defines the message. */
  readonly file: HeaderEntry | undefined;
  /** `proto-message`: a full name, or one within the package of the file. */
  readonly message: HeaderEntry | undefined;
  /** `proto-import`: further files, which bring extensions and what an Any may hold. */
  readonly imports: readonly HeaderEntry[];
}

/** The keys of a header. */
export const headerKeys = ['proto-file', 'proto-message', 'proto-import'] as const;

const entryPattern = /^#[ \t]*(proto-(?:file|message|import))[ \t]*:[ \t]*(\S*)/;

/**
 * Reads the header; the first of several entries of a key counts. A document whose tree names its
 * type has that as its message, and nothing else.
 */
export function headerOf(source: SourceFile): TextHeader {
  const name = typeNameOf(source)?.name;
  return name === undefined
    ? headerInComments(source)
    : {
        file: undefined,
        message: { value: name.text, start: name.start, end: name.end },
        imports: [],
      };
}

function headerInComments({ text, tokens }: SourceFile): TextHeader {
  const found: Record<(typeof headerKeys)[number], HeaderEntry[]> = {
    'proto-file': [],
    'proto-message': [],
    'proto-import': [],
  };
  for (let index = 0; index < tokens.length; index++) {
    const kind = tokens.kind(index);
    if (kind !== 'whitespace' && kind !== 'lineComment') {
      break;
    }
    const start = tokens.start(index);
    const match = entryPattern.exec(text.slice(start, tokens.end(index)));
    const key = headerKeys.find((each) => each === match?.[1]);
    if (match !== null && key !== undefined) {
      const [whole, , value = ''] = match;
      const end = start + whole.length;
      found[key].push({ value, start: end - value.length, end });
    }
  }
  return {
    file: found['proto-file'][0],
    message: found['proto-message'][0],
    imports: found['proto-import'],
  };
}
