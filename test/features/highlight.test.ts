import { describe, it } from 'vitest';
import { documentHighlight } from '../../server/src/features/index.ts';
import { expectAnnotated } from '../support/fixture.ts';
import { cursorOf } from '../workspace/memoryWorkspace.ts';

/** Expects that the annotated places are highlighted for the name at the cursor, and no others. */
async function expectHighlights(source: string): Promise<void> {
  const { snapshot, uri, position, file, texts, offset } = await cursorOf(source);
  const lines = snapshot.source(uri)?.lines;
  const fixture = { files: [file], texts, cursor: { path: file.path, offset } };
  expectAnnotated(fixture, () =>
    documentHighlight(snapshot, { uri, position }).map(({ range: { start, end }, kind }) => ({
      start: lines?.offsetAt({ line: start.line, column: start.character }) ?? 0,
      end: lines?.offsetAt({ line: end.line, column: end.character }) ?? 0,
      message: kind === 3 ? 'write' : 'read',
    })),
  );
}

describe('every place of a document that names the same is highlighted', () => {
  it('of a message, a part of a longer name included', () =>
    expectHighlights(`
      package p;
      message $0Outer {
                ^^^^^ write
        message Inner {}
        optional Outer.Inner a = 1;
                 ^^^^^ read
        optional .p.Outer b = 2;
                    ^^^^^ read
      }
      service S { rpc Get(Outer) returns (Other); }
                          ^^^^^ read
      message Other {}
    `));

  it('of an enum and of its values', async () => {
    await expectHighlights(`
      enum $0State { UNKNOWN = 0; OPEN = 1; }
             ^^^^^ write
      message M { optional State s = 1 [default = OPEN]; }
                           ^^^^^ read
    `);
    await expectHighlights(`
      enum State { UNKNOWN = 0; $0OPEN = 1; }
                                  ^^^^ write
      message M { optional State s = 1 [default = OPEN]; }
                                                  ^^^^ read
    `);
  });

  it('of a field and of an extension, in options and literals', async () => {
    await expectHighlights(`
      import "google/protobuf/descriptor.proto";
      message Rule { optional int32 $0limit = 1; }
                                      ^^^^^ write
      extend google.protobuf.MessageOptions { optional Rule rule = 50000; }
      message M { option (rule).limit = 1; }
                                ^^^^^ read
      message N { option (rule) = { limit: 2 }; }
                                    ^^^^^ read
    `);
    await expectHighlights(`
      import "google/protobuf/descriptor.proto";
      extend google.protobuf.MessageOptions { optional int32 $0rule = 50000; }
                                                               ^^^^ write
      message M { option (rule) = 1; }
                          ^^^^ read
    `);
  });

  it('of what is named but once: a oneof, a service, an rpc', async () => {
    await expectHighlights(`
      message M { oneof $0pick { int32 a = 1; } }
                          ^^^^ write
    `);
    await expectHighlights(`
      message M {}
      service $0Shop { rpc Get(M) returns (M); }
                ^^^^ write
    `);
    await expectHighlights(`
      message M {}
      service Shop { rpc $0Get(M) returns (M); }
                           ^^^ write
    `);
  });

  it('of a group by both of its names', () =>
    expectHighlights(`
      syntax = "proto2";
      message M {
        optional group $0Box = 1 { optional int32 a = 1; }
                         ^^^ write
        optional Box other = 2;
                 ^^^ read
      }
    `));
});
