import { describe, expect, it } from 'vitest';
import type { InlayHintSettings } from '../../protocol/language.ts';
import { inlayHint } from '../../server/src/features/index.ts';
import { snapshotOf, uriOf } from '../workspace/memoryWorkspace.ts';

/** The first file's text with its hints in double brackets. */
async function hinted(source: string, kinds: InlayHintSettings): Promise<string> {
  const { fixture, snapshot } = await snapshotOf(source);
  const [file] = fixture.files;
  const uri = uriOf(file?.path ?? '');
  const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
  let text = file?.text ?? '';
  const lines = snapshot.source(uri)?.lines;
  const hints = inlayHint(snapshot, { uri, range, kinds }).map(({ position, label }) => ({
    offset: lines?.offsetAt({ line: position.line, column: position.character }) ?? 0,
    label: typeof label === 'string' ? label : '',
  }));
  for (const { offset, label } of hints.sort((a, b) => b.offset - a.offset)) {
    text = `${text.slice(0, offset)}<<${label}>>${text.slice(offset)}`;
  }
  return text;
}

const fields = `
  syntax = "proto3";
  enum E { ZERO = 0; ONE = 1; }
  message M {
    string first_name = 1;
    optional string b = 2;
    repeated int32 c = 3;
    E d = 4;
    oneof o { E e = 16; M f = 17; }
    string g = 6 [json_name = "x"];
  }
`;

describe('inlay hints', () => {
  it.each([
    ['fieldTags', ['= 1<<0x0a>>;', '= 3<<0x1a>>;', '= 16<<0x80 0x01>>;']],
    ['presence', ['= 1<<implicit>>;', 'b = 2;', 'd = 4<<implicit>>;', 'e = 16;']],
    ['packed', ['= 1;', '= 3<<packed>>;']],
    ['jsonNames', ['= 1<<"firstName">>;', 'b = 2;', 'g = 6 [']],
    ['defaults', ['= 1;', 'd = 4<<default ZERO>>;']],
    ['oneofNumbers', ['oneof o {<<16, 17>> E']],
  ] as const)('show %s', async (kind, expected) => {
    const text = await hinted(fields, { [kind]: true });
    expected.forEach((part) => {
      expect(text).toContain(part);
    });
  });

  it('show the features of the file behind its edition', async () => {
    const source = 'edition = "2023"; option features.enum_type = CLOSED;';
    expect(await hinted(source, { features: true })).toContain(
      '"2023";<<EXPLICIT, CLOSED, PACKED, VERIFY, LENGTH_PREFIXED, ALLOW>> option',
    );
    expect(await hinted(fields, { features: true })).not.toContain('<<');
  });

  it('show the package of a short name that several types have', async () => {
    const text = await hinted(
      `
      //- /a.proto
      package p.q;
      import "b.proto";
      message Status {}
      message One { enum Kind { A = 0; } optional Kind kind = 1; }
      message Two { enum Kind { B = 0; } optional Kind kind = 1; }
      message M {
        optional Status own = 1;
        optional Code code = 2;
        optional p.r.Status other = 3;
      }
      //- /b.proto
      package p.r;
      message Status {}
      message Code {}
    `,
      { packages: true },
    );
    expect(text).toContain('optional <<p.q.>>Status own');
    expect(text).toContain('optional Kind kind');
    expect(text).toContain('optional Code code');
    expect(text).toContain('optional p.r.Status other');
  });

  it('are none when none is wanted', async () => {
    expect(await hinted(fields, {})).not.toContain('<<');
    expect(await hinted(fields, { packed: false })).not.toContain('<<');
  });
});
