import { describe, expect, it } from 'vitest';
import { parseText, type SourceFile } from '../../../server/src/compiler/index.ts';
import { dataFeatures } from '../../../server/src/features/index.ts';
import { formatTextDocument } from '../../../server/src/features/textFormat/formatText.ts';
import { createRandom } from '../../support/random.ts';
import { applyEdits } from '../applyEdits.ts';
import { textDocumentOf, textFile } from './textDocument.ts';

function format(text: string): string {
  return formatTextDocument(parseText('a.txtpb', text)) ?? 'left alone';
}

describe('a document of the text format is formatted', () => {
  it('with a field on a line, two spaces deep', () => {
    expect(format('a:1 b : "x";c{d :2,\ne<f:-  3>}')).toBe(
      'a: 1\nb: "x"\nc {\n  d: 2\n  e { f: -3 }\n}\n',
    );
  });

  it('with what was on one line still there', () => {
    expect(format('m:{a:1,b:2} l:[1,2 ,3] e:[] n{}')).toBe(
      'm { a: 1 b: 2 }\nl: [1, 2, 3]\ne: []\nn {}\n',
    );
    expect(format('m{\n} l: [\n]')).toBe('m {}\nl: []\n');
  });

  it('with lists of several lines on several lines', () => {
    expect(format('l: [1,\n 2] m [{a:1},\n{\nb:2}]')).toBe(
      'l: [\n  1,\n  2\n]\nm: [\n  { a: 1 },\n  {\n    b: 2\n  }\n]\n',
    );
  });

  it('with comments where they were', () => {
    const text = `# First.

# Second.
a: 1 # behind
b { # behind the brace
  # within

  c: 2, # behind the comma
  # last
}
# end
`;
    expect(format(text)).toBe(`# First.

# Second.
a: 1  # behind
b {  # behind the brace
  # within

  c: 2  # behind the comma
  # last
}
# end
`);
    expect(format('a: # why\n1\nl: [1, # one\n2 # two\n]')).toBe(
      'a:  # why\n1\nl: [\n  1,  # one\n  2  # two\n]\n',
    );
  });

  it('with one empty line where there were some, but not at the ends of a block', () => {
    expect(format('\n\na: 1\n\n\n\nb {\n\n c: 1\n\n d: 2\n\n}\n\n')).toBe(
      'a: 1\n\nb {\n  c: 1\n\n  d: 2\n}\n',
    );
  });

  it('with adjacent strings on a line each when they were on several', () => {
    expect(format('s: "a" \'b\'')).toBe('s: "a" \'b\'\n');
    expect(format('s: "a"\n"b"\nt: 1')).toBe('s:\n  "a"\n  "b"\nt: 1\n');
  });

  it('with names in brackets closed up', () => {
    expect(format('[ a . b ]:1 any{[ h.com / a.b ]{c:1}}')).toBe(
      '[a.b]: 1\nany { [h.com/a.b] { c: 1 } }\n',
    );
  });

  it('with the line ends that it has, and not at all when its syntax is wrong', () => {
    expect(format('a:1\r\nb:2\r\n')).toBe('a: 1\r\nb: 2\r\n');
    expect(format('a: {')).toBe('left alone');
    expect(format('')).toBe('');
  });

  it('by edits of the lines that differ, all or within a range', async () => {
    const { snapshot, uri, text } = await textDocumentOf(
      `//- /${textFile.path}\na: 1\nb:2\nc: 3\nd:4\n`,
    );
    const all = dataFeatures.textFormat.formatting?.(snapshot, { uri }) ?? [];
    expect(all.map(({ range }) => range.start.line)).toEqual([1, 3]);
    expect(applyEdits(text, all)).toBe('a: 1\nb: 2\nc: 3\nd: 4\n');
    const range = { start: { line: 2, character: 0 }, end: { line: 4, character: 0 } };
    const some = dataFeatures.textFormat.rangeFormatting?.(snapshot, { uri, range }) ?? [];
    expect(applyEdits(text, some)).toBe('a: 1\nb:2\nc: 3\nd: 4\n');
  });
});

/** Everything that matters, in order: tokens without separators, and comments. */
function essence({ text, tokens }: SourceFile): string[] {
  return Array.from({ length: tokens.length }, (_, index) => ({
    kind: tokens.kind(index),
    piece: text.slice(tokens.start(index), tokens.end(index)),
  }))
    .filter(({ kind, piece }) => kind !== 'whitespace' && !/^[,;:]$/.test(piece))
    .map(({ piece }) => piece.trimEnd().replace('<', '{').replace('>', '}'));
}

describe('formatting any document', () => {
  const random = createRandom(7);
  const pick = (items: readonly string[]): string => random.pick(items);
  const gap = (): string => pick([' ', ' ', '\n', '\n\n\n', ' # c\n', '\n# d\n', '  ']);
  const scalar = (): string => pick(['1', '-2.5', '"a"', '"a"\n"b"', 'WORD', '\'x\' "y"', '- inf']);

  function message(depth: number): string {
    const count = random.below(4);
    return Array.from({ length: count }, () => field(depth) + pick(['', ',', ';']) + gap()).join(
      '',
    );
  }

  function field(depth: number): string {
    const name = pick(['a', 'bc', '[ x . y ]', '[h.c/x.y]']);
    const kind = random.below(depth > 3 ? 2 : 5);
    if (kind < 2) {
      return `${name}${gap()}:${gap()}${scalar()}`;
    }
    if (kind === 2) {
      const items = Array.from({ length: random.below(3) }, () => gap() + scalar() + gap());
      return `${name}:${gap()}[${items.join(',')}${gap()}]`;
    }
    const body = `${gap()}${message(depth + 1)}`;
    return kind === 3 ? `${name}${gap()}{${body}}` : `${name}:${gap()}<${body}>`;
  }

  it('keeps what it says, and is done after one run', () => {
    for (let run = 0; run < 500; run++) {
      const text = message(0);
      const source = parseText('a.txtpb', text);
      expect(source.diagnostics, text).toEqual([]);
      const once = format(text);
      expect(essence(parseText('a.txtpb', once)), text).toEqual(essence(source));
      expect(format(once), once).toBe(once);
    }
  });
});
