import { describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../../server/src/compiler/index.ts';
import { explanationLink } from '../../server/src/features/explanations.ts';
import { codeActions, diagnostics } from '../../server/src/features/index.ts';
import { applyEdits } from './applyEdits.ts';
import { expectAnnotated } from '../support/fixture.ts';
import {
  cursorOf,
  MemoryFileSystem,
  openWorkspace,
  snapshotOf,
  uriOf,
} from '../workspace/memoryWorkspace.ts';

async function expectFindings(source: string): Promise<void> {
  const { fixture, snapshot } = await snapshotOf(source);
  expectAnnotated(fixture, (path) => {
    const lines = snapshot.source(uriOf(path))?.lines;
    return diagnostics(snapshot, { uri: uriOf(path) }).map(({ range, message }) => ({
      start: lines?.offsetAt({ line: range.start.line, column: range.start.character }) ?? 0,
      end: lines?.offsetAt({ line: range.end.line, column: range.end.character }) ?? 0,
      message: typeof message === 'string' ? message : message.value,
    }));
  });
}

/** The text after the action whose title contains `title` at the cursor. */
async function applyAction(source: string, title: string): Promise<string> {
  const { snapshot, uri, position, file } = await cursorOf(source);
  const actions = codeActions(snapshot, { uri, range: { start: position, end: position } });
  const action = actions.find((each) => each.title.includes(title));
  const edits = action?.edit?.changes?.[uri];
  if (edits === undefined) {
    throw new Error(`no action "${title}" among ${actions.map((each) => each.title).join(', ')}`);
  }
  return applyEdits(file.text, edits);
}

describe('diagnostics', () => {
  it('of an undefined type say which file defines it', async () => {
    await expectFindings(`
      //- /a.proto
      syntax = "proto3";
      package p;
      message A {
        B b = 1;
      //^ "B" is not defined; it is defined in "b.proto", which is not imported
        Nowhere n = 2;
      //^^^^^^^ "Nowhere" is not defined
        C c = 3;
      //^ "C" is not defined; "other.C" is defined in "c.proto"
      }
      //- /b.proto
      syntax = "proto3";
      package p;
      message B {}
      //- /c.proto
      syntax = "proto3";
      package other;
      message C {}
    `);
  });

  it('of a missing import say what may be meant', async () => {
    await expectFindings(`
      //- /x/a.proto
      syntax = "proto3";
      import "y/b.proto";
      //     ^^^^^^^^^^^ import "y/b.proto" was not found below any import root; did you mean "x/b.proto"?
      import "gone.proto";
      //     ^^^^^^^^^^^^ import "gone.proto" was not found below any import root; if it lies outside of the workspace, add its root to the setting protoAtlas.importRoots
      //- /x/b.proto
      syntax = "proto3";
    `);
  });

  it('of a cycle of imports stand in each of its files', async () => {
    await expectFindings(`
      //- /a.proto
      syntax = "proto3";
      import "b.proto";
      //     ^^^^^^^^^ file recursively imports itself: a.proto -> b.proto -> c.proto -> a.proto
      message A { B b = 1; }
      //- /b.proto
      syntax = "proto3";
      import "c.proto";
      //     ^^^^^^^^^ file recursively imports itself: b.proto -> c.proto -> a.proto -> b.proto
      message B { C c = 1; }
      //- /c.proto
      syntax = "proto3";
      import "a.proto";
      //     ^^^^^^^^^ file recursively imports itself: c.proto -> a.proto -> b.proto -> c.proto
      message C { A a = 1; }
      //- /user.proto
      syntax = "proto3";
      import "c.proto";
      message U { C c = 1; }
    `);
  });

  it('of an unused import wait until every name is found', async () => {
    await expectFindings(`
      //- /a.proto
      syntax = "proto3";
      import "b.proto";
      message A { Be b = 1; }
      //          ^^ "Be" is not defined; did you mean "B"?
      //- /b.proto
      syntax = "proto3";
      message B {}
    `);
  });

  it('of an empty file are none that hinder', async () => {
    const { snapshot } = await snapshotOf('');
    expect(
      diagnostics(snapshot, { uri: uriOf('a.proto') }).map(({ severity }) => severity),
    ).not.toContain(1);
  });

  it('tell of bytes that are not UTF-8, here and in imports', async () => {
    const fileSystem = new MemoryFileSystem([
      ['a.proto', 'syntax = "proto3";\nimport public "b.proto";\n'],
      ['b.proto', 'syntax = "proto3"; // caf\ufffd\n'],
    ]);
    fileSystem.notUtf8.add('b.proto');
    const snapshot = (await openWorkspace(fileSystem)).snapshot();
    const codes = (path: string) =>
      diagnostics(snapshot, { uri: uriOf(path) }).map(({ code, severity }) => [code, severity]);
    expect(codes('b.proto')).toEqual([['not-utf8', 2]]);
    expect(codes('a.proto')).toEqual([['import-not-utf8', 2]]);
  });

  it('of a mistyped type say what may be meant', async () => {
    await expectFindings(`
      syntax = "proto3";
      package acme;
      message Shipment { enum State { OPEN = 0; } }
      message A {
        Shipmnet a = 1;
      //^^^^^^^^ "Shipmnet" is not defined; did you mean "Shipment"?
        Shipment.Stat b = 2;
      //^^^^^^^^^^^^^ "Shipment.Stat" is not defined; did you mean "Shipment.State"?
        Parcel c = 3;
      //^^^^^^ "Parcel" is not defined
      }
    `);
  });

  it('hint at every use of what is deprecated, but not within what is', async () => {
    const { snapshot } = await snapshotOf(`
      //- /a.proto
      syntax = "proto3";
      message Old { option deprecated = true; Old next = 1; }
      enum Kind { NONE = 0; GONE = 1 [deprecated = true]; }
      message New { .Old old = 1; Kind kind = 2; }
      message Older { option deprecated = true; Old old = 1; }
      service S { rpc A(Old) returns (New) { option deprecated = true; } }
    `);
    const found = diagnostics(snapshot, { uri: uriOf('a.proto') });
    expect(found.map(({ range, tags, severity }) => [range.start, tags, severity])).toEqual([
      [{ line: 3, character: 15 }, [2], 4],
    ]);
    expect(found[0]?.message).toBe('message "Old" is deprecated');
  });

  it.each(Object.values(diagnosticCodes).flat())('of %s lead to a page about it', (code) => {
    expect(new URL(explanationLink(code) ?? '').protocol).toBe('https:');
  });

  it('stop after some hundreds', async () => {
    const { snapshot } = await snapshotOf('message M { '.concat('X x = 1; '.repeat(5000), '}'));
    expect(diagnostics(snapshot, { uri: uriOf('a.proto') }).length).toBe(500);
  });
});

describe('code actions', () => {
  it('add the import of an undefined type', async () => {
    const text = await applyAction(
      `
      //- /a.proto
      syntax = "proto3";
      package p;

      message A {
        B$0 b = 1;
      }
      //- /b.proto
      syntax = "proto3";
      package p;
      message B {}
    `,
      'Add import "b.proto"',
    );
    expect(text).toBe(
      'syntax = "proto3";\npackage p;\n\nimport "b.proto";\n\nmessage A {\n  B b = 1;\n}\n',
    );
  });

  it('mend a mistyped type', async () => {
    const after = await applyAction(
      'package acme; message Shipment {} message A { optional Shpiment$0 a = 1; }',
      'Change to Shipment',
    );
    expect(after).toBe('package acme; message Shipment {} message A { optional Shipment a = 1; }');
  });

  it('write a name of another package in full', async () => {
    const text = await applyAction(
      `
      //- /a.proto
      syntax = "proto3";
      import "c.proto";
      message A {
        C$0 c = 1;
      }
      //- /c.proto
      syntax = "proto3";
      package other;
      message C {}
    `,
      'Use other.C',
    );
    expect(text).toContain('  other.C c = 1;');
    expect(text.match(/import/g)).toHaveLength(1);
  });

  it('mend a mistyped import', async () => {
    const text = await applyAction(
      `
      //- /x/a.proto
      import "y$0/b.proto";
      //- /x/b.proto
    `,
      'x/b.proto',
    );
    expect(text.trim()).toBe('import "x/b.proto";');
  });

  it('remove an unused import', async () => {
    const text = await applyAction(
      `
      //- /a.proto
      syntax = "proto3";
      import "b$0.proto";
      message A {}
      //- /b.proto
      syntax = "proto3";
    `,
      'unused',
    );
    expect(text).toBe('syntax = "proto3";\nmessage A {}\n');
  });
});
