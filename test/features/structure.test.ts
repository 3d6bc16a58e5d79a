import type { CallHierarchyItem, SelectionRange } from 'vscode-languageserver-types';
import { describe, expect, it } from 'vitest';
import {
  codeActions,
  incomingCalls,
  outgoingCalls,
  prepareCallHierarchy,
  selectionRange,
  typeDefinition,
} from '../../server/src/features/index.ts';
import { cursorOf, snapshotOf, uriOf } from '../workspace/memoryWorkspace.ts';
import { applyEdits } from './applyEdits.ts';
import { finish } from './finish.ts';

describe('selection range', () => {
  it('widens from the word to the file', async () => {
    const { snapshot, uri, position } = await cursorOf(
      'syntax = "proto3";\nmessage A {\n  int32 na$0me = 1;\n}\n',
    );
    const text = snapshot.source(uri)?.text ?? '';
    const lines = text.split('\n');
    const widths: number[] = [];
    let next: SelectionRange | undefined = selectionRange(snapshot, {
      uri,
      positions: [position],
    })[0];
    for (; next !== undefined; next = next.parent) {
      const { start, end } = next.range;
      const part = lines.slice(start.line, end.line + 1).join('\n');
      widths.push(part.length - start.character - ((lines[end.line]?.length ?? 0) - end.character));
    }
    expect(widths).toEqual([4, 15, 19, 31, text.length]);
  });
});

describe('type definition', () => {
  it.each([
    ['message A { B b$0 = 1; } message B {}', ['0:31']],
    ['message A { map<string, B> b$0 = 1; } message B {}', ['0:44']],
    ['message A {} message B {} service S { rpc G$0(A) returns (stream B); }', ['0:8', '0:21']],
    ['enum E { A$0 = 0; }', ['0:5']],
    ['message A$0 {}', ['0:8']],
    ['message A { int32 b$0 = 1; }', []],
  ])('%s', async (source, places) => {
    const { snapshot, uri, position } = await cursorOf(`${source}\n`);
    const found = typeDefinition(snapshot, { uri, position });
    expect(found.map(({ range: { start } }) => `${start.line}:${start.character}`)).toEqual(places);
  });
});

describe('call hierarchy', () => {
  const files = `
    //- /a.proto
    package a;
    message Order { optional Item item = 1; map<string, Item> more = 2; optional Kind kind = 3; }
    message It$0em {}
    enum Kind { NONE = 0; }
    //- /b.proto
    import "a.proto";
    service S { rpc Get(a.Order) returns (stream a.Item); }
  `;
  const names = (items: readonly CallHierarchyItem[]) => items.map(({ detail }) => detail);

  it('leads from a message to what uses it, across files', async () => {
    const { snapshot, uri, position } = await cursorOf(files);
    const [item] = prepareCallHierarchy(snapshot, { uri, position });
    expect(item?.detail).toBe('a.Item');
    const calls = item === undefined ? [] : finish(incomingCalls(snapshot, item));
    expect(names(calls.map(({ from }) => from))).toEqual(['a.Order', 'S.Get']);
    expect(calls.map(({ fromRanges }) => fromRanges.length)).toEqual([2, 1]);
  });

  it('leads from an rpc to its messages and on to theirs', async () => {
    const { snapshot, uri, position } = await cursorOf(
      files.replace('$0', '').replace('Get', 'G$0et'),
    );
    const [rpc] = prepareCallHierarchy(snapshot, { uri, position });
    const messages =
      rpc === undefined ? [] : finish(outgoingCalls(snapshot, rpc)).map(({ to }) => to);
    expect(names(messages)).toEqual(['a.Order', 'a.Item']);
    const [order] = messages;
    const parts =
      order === undefined ? [] : finish(outgoingCalls(snapshot, order)).map(({ to }) => to);
    expect(names(parts)).toEqual(['a.Item', 'a.Kind']);
  });
});

describe('organizing imports', () => {
  const organized = async (text: string): Promise<string> => {
    const { snapshot, fixture } = await snapshotOf(
      `//- /a.proto\n${text}//- /b.proto\npackage b;\nmessage B {}\n//- /c.proto\npackage c;\nmessage C {}\n//- /d.proto\npackage d;\nmessage D {}\n`,
    );
    const uri = uriOf('a.proto');
    const start = { line: 0, character: 0 };
    const actions = codeActions(snapshot, {
      uri,
      range: { start, end: start },
      context: { only: ['source.organizeImports'] },
    });
    expect(actions.every(({ kind }) => kind === 'source.organizeImports')).toBe(true);
    const edits = actions.flatMap(({ edit }) => edit?.changes?.[uri] ?? []);
    return applyEdits(fixture.texts.get('a.proto') ?? '', edits);
  };
  const users = 'message A { optional b.B b = 1; optional c.C c = 2; }\n';

  it('adds, removes and sorts', async () => {
    expect(await organized(`import "d.proto";\nimport "c.proto";\n${users}`)).toBe(
      `import "b.proto";\nimport "c.proto";\n${users}`,
    );
  });

  it('writes the first ones behind the package', async () => {
    expect(await organized(`package a;\n${users}`)).toBe(
      `package a;\n\nimport "b.proto";\nimport "c.proto";\n${users}`,
    );
  });

  it('keeps the order of imports with comments between them', async () => {
    const text = `import "c.proto";\n// why\nimport "b.proto";\n${users}`;
    expect(await organized(text)).toBe(text);
  });

  it.each([
    ['behind the last one', 'import "c.proto";\nimport "b.proto"; // why b\n'],
    ['above the first one', '// why c\nimport "c.proto";\nimport "b.proto";\n'],
  ])('leaves a comment %s with its import', async (_, imports) => {
    expect(await organized(imports + users)).toBe(imports + users);
  });

  it('sorts what is between imports with comments', async () => {
    const used = 'message A { optional b.B b = 1; optional c.C c = 2; optional d.D d = 3; }\n';
    expect(
      await organized(`// why b\nimport "b.proto";\nimport "d.proto";\nimport "c.proto";\n${used}`),
    ).toBe(`// why b\nimport "b.proto";\nimport "c.proto";\nimport "d.proto";\n${used}`);
  });

  it('removes nothing while a name is unknown', async () => {
    const text = 'import "d.proto";\nmessage A { optional Nope n = 1; }\n';
    expect(await organized(text)).toBe(text);
  });
});
