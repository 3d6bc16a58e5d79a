import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextEdit } from 'vscode-languageserver-types';
import { describe, expect, it } from 'vitest';
import { parse, type SourceFile } from '../../server/src/compiler/index.ts';
import { formatText } from '../../server/src/features/format/formatText.ts';
import { formatting, onTypeFormatting, rangeFormatting } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/workspace/index.ts';
import { cursorOf, MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';
import { applyEdits } from './applyEdits.ts';

const hard = join(import.meta.dirname, 'formatted');

function format(text: string): string {
  return formatText(parse('a.proto', text)) ?? 'left alone';
}

/** The snapshot of one file, `a.proto`, with this text exactly. */
async function snapshotWith(text: string): Promise<Snapshot> {
  const workspace = await openWorkspace(new MemoryFileSystem([['a.proto', text]]));
  return workspace.snapshot();
}

async function editsOf(text: string): Promise<TextEdit[]> {
  const snapshot = await snapshotWith(text);
  return formatting(snapshot, { uri: uriOf('a.proto') });
}

/** Words of all comments and tokens, however they are laid out. */
function words({ text, tokens }: SourceFile): string[] {
  return Array.from({ length: tokens.length }, (_, index) =>
    text.slice(tokens.start(index), tokens.end(index)),
  )
    .flatMap((token) => token.replace(/^\/[/*]|\*\/$/g, '').split(/[\s,;:<>{}]+/))
    .filter((word) => word !== '')
    .sort();
}

describe('a text is formatted', () => {
  it('in the order syntax, package, imports, options, definitions', () => {
    const text = [
      'option z = 1;import "b";message M{}option a=1;package p;import "a";option (c)=1;',
      'enum E {A=0;}',
    ].join('\n');
    expect(format(text)).toBe(
      [
        'package p;\n\nimport "a";\nimport "b";\n\noption a = 1;\noption z = 1;\noption (c) = 1;',
        'message M {}\nenum E {\n  A = 0;\n}\n',
      ].join('\n'),
    );
  });

  it('with its own line ends and no byte order mark', () => {
    expect(format('\ufeff// x \r\nmessage M {\r\n/* a\r\n * b */\r\n}\r\n')).toBe(
      '// x\r\nmessage M {\r\n  /* a\r\n   * b */\r\n}\r\n',
    );
  });

  it.each(['message M {', 'message M { int32 = 1; }', 'x'])('but not with an error: %s', (text) => {
    expect(format(text)).toBe('left alone');
  });

  it.each(readdirSync(hard))('and loses nothing: %s', (name) => {
    const before = parse(name, readFileSync(join(hard, name), 'utf8'));
    const after = parse(name, formatText(before) ?? '');
    expect(after.diagnostics).toEqual([]);
    expect(words(after)).toEqual(words(before));
  });
});

describe('formatting', () => {
  it('answers with edits that make the formatted text', async () => {
    for (const name of readdirSync(hard)) {
      const text = readFileSync(join(hard, name), 'utf8');
      expect(applyEdits(text, await editsOf(text))).toBe(format(text));
    }
  });

  it('changes the lines that differ alone', async () => {
    const edits = await editsOf('message A {}\nmessage B{}\nmessage C {}\nmessage D{}\n');
    expect(edits.map(({ range, newText }) => [range.start.line, range.end.line, newText])).toEqual([
      [1, 2, 'message B {}\n'],
      [3, 4, 'message D {}\n'],
    ]);
  });

  it('says nothing about a formatted text, a broken one, or an unknown document', async () => {
    expect(await editsOf('message A {}\n')).toEqual([]);
    expect(await editsOf('message A { {}\n')).toEqual([]);
    const snapshot = await snapshotWith('');
    expect(formatting(snapshot, { uri: uriOf('b.proto') })).toEqual([]);
  });
});

describe('range formatting', () => {
  const text = 'import "b";\nimport "a";\nmessage A{}\nmessage B{}\nmessage C{}\n';
  const within = async (start: number, end: number): Promise<string> => {
    const snapshot = await snapshotWith(text);
    const range = { start: { line: start, character: 0 }, end: { line: end, character: 0 } };
    return applyEdits(text, rangeFormatting(snapshot, { uri: uriOf('a.proto'), range }));
  };

  it('leaves what is outside alone', async () => {
    expect(await within(4, 5)).toBe(text.replace('C{}', 'C {}'));
  });

  it('moves nothing out of the range or into it', async () => {
    expect(await within(0, 1)).toBe(text);
  });
});

describe('formatting on type', () => {
  const typed = async (source: string): Promise<string> => {
    const { snapshot, uri, position } = await cursorOf(source);
    const text = snapshot.source(uri)?.text ?? '';
    return applyEdits(text, onTypeFormatting(snapshot, { uri, position }));
  };

  it('of a ";" formats its statement', async () => {
    expect(await typed('message A {\nint32   a=1;$0\nint32   b=2;\n}\n')).toBe(
      'message A {\n  int32 a = 1;\nint32   b=2;\n}\n',
    );
  });

  it('of a "}" formats the block', async () => {
    expect(await typed('message A {\nint32   a=1;\n}$0\nmessage B{}\n')).toBe(
      'message A {\n  int32 a = 1;\n}\nmessage B{}\n',
    );
  });

  it('does nothing in a broken file', async () => {
    const text = 'message A {\nint32   a=1;';
    expect(await typed(`${text}$0\n`)).toBe(`${text}\n`);
  });
});
