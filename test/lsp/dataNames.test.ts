import { describe, expect, it } from 'vitest';
import {
  codeLens,
  countedBy,
  movedWords,
  prepareRename,
  references,
  rename,
  renameFiles,
  resolveCodeLens,
  type Steps,
  withDataDocuments,
} from '../../server/src/features/index.ts';
import type { RenameParams } from '../../server/src/features/rename.ts';
import { DataDocuments } from '../../server/src/lsp/dataDocuments.ts';
import { Settings } from '../../server/src/lsp/settings.ts';
import { applyEdits } from '../features/applyEdits.ts';
import { dataDocument } from '../features/dataDocument.ts';
import { parseFixture } from '../support/fixture.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';

const schema = `
//- /shop/order.proto
syntax = "proto3";
package shop;
import "google/protobuf/any.proto";
message Order {
  string display_name = 1;
  repeated Line lines = 2;
  State state = 3;
  repeated google.protobuf.Any extra = 4;
  string note = 5 [json_name = "remark"];
  message Part { string code = 1; }
}
message Line { string sku = 1; Line part = 2; }
enum State { UNKNOWN = 0; OPEN = 1; }
//- /shop/legacy.proto
syntax = "proto2";
package legacy;
message Thing { extensions 100 to 200; optional group Box = 1 { optional int32 size = 1; } }
extend Thing { optional int32 weight = 100; }
`;

const documents = `
//- /data/a.txtpb
# proto-file: shop/order.proto
# proto-message: shop.Order

display_name: "display_name"
lines { sku: "a" part { sku: "b" } }
state: OPEN
extra { [type.googleapis.com/shop.Line] { sku: "c" } }
extra { [type.googleapis.com/shop.Order.Part] { code: "c" } }
note: "n"
//- /data/b.json
{
  "$schema": "proto:shop.Order",
  "displayName": "displayName",
  "lines": [{ "sku": "a" }],
  "state": "OPEN",
  "extra": [{ "@type": "type.googleapis.com/shop.Order.Part", "code": "x" }],
  "remark": "r"
}
//- /data/c.json
{
  // Names as in the schema.
  "$schema": "proto:shop.Order", "display_name": "x", "note": "n"
}
//- /data/thing.textproto
# proto-file: shop/legacy.proto
# proto-message: Thing
[legacy.weight]: 1
Box { size: 1 }
//- /data/thing.json
{ "$schema": "proto:legacy.Thing", "[legacy.weight]": 1, "box": { "size": 1 } }
//- /data/plain.json
{ "displayName": 1, "display_name": 2 }
`;

interface Given {
  readonly settings?: object;
  /** Paths of documents that the editor has open, with their texts. */
  readonly open?: Readonly<Record<string, string>>;
}

async function opened(source: string, { settings, open = {} }: Given = {}) {
  const fixture = parseFixture(source);
  const files = new MemoryFileSystem(fixture.texts);
  const workspace = await openWorkspace(files);
  const current = new Settings();
  current.replace(settings);
  const data = new DataDocuments(workspace, current);
  for (const [path, text] of Object.entries(open)) {
    const uri = uriOf(path);
    const languageId = path.endsWith('.json') ? 'json' : 'textproto';
    data.put({ uri, clientUri: uri, languageId, version: 1, text });
  }
  const { path = '', offset = 0 } = fixture.cursor ?? {};
  const text = open[path] ?? fixture.texts.get(path) ?? '';
  const lines = path.endsWith('.proto')
    ? workspace.snapshot().source(uriOf(path))?.lines
    : dataDocument(text, { path, languageId: 'textproto' }).source.lines;
  const { line, column } = lines?.positionAt(offset) ?? { line: 0, column: 0 };
  const asked = { uri: uriOf(path), position: { line, character: column } };
  return {
    fixture,
    files,
    workspace,
    data,
    asked,
    texts: new Map([...fixture.texts, ...Object.entries(open)]),
  };
}

async function edit(
  { data, asked }: Awaited<ReturnType<typeof opened>>,
  newName: string,
  more: Partial<RenameParams> = {},
) {
  const { snapshot, documents: found } = await data.naming(asked, new AbortController().signal);
  return finished(rename(snapshot, { ...asked, newName, documents: found, ...more }));
}

function finished<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (step.done !== true) {
    step = steps.next();
  }
  return step.value;
}

/** The texts that a rename changes, by path. */
async function renamed(source: string, newName: string, given?: Given) {
  const place = await opened(source, given);
  const { changes = {} } = await edit(place, newName);
  return Object.fromEntries(
    [...place.texts].flatMap(([path, text]) => {
      const edits = changes[uriOf(path)];
      return edits === undefined ? [] : [[path, applyEdits(text, edits)]];
    }),
  );
}

const whole = schema + documents;

describe('a rename goes into documents that hold messages', () => {
  it('of a field, as its name and as its key in JSON', async () => {
    const after = await renamed(
      whole.replace('string display_name', 'string displ$0ay_name'),
      'full_title',
    );
    expect(Object.keys(after)).toEqual([
      'shop/order.proto',
      'data/a.txtpb',
      'data/b.json',
      'data/c.json',
    ]);
    expect(after['data/a.txtpb']).toContain('\nfull_title: "display_name"\n');
    expect(after['data/b.json']).toContain('\n  "fullTitle": "displayName",\n');
    expect(after['data/c.json']).toContain('"full_title": "x"');
  });

  it('of a field whose key in JSON is set, where its name is written', async () => {
    const after = await renamed(whole.replace('string note', 'string no$0te'), 'comment');
    expect(Object.keys(after)).toEqual(['shop/order.proto', 'data/a.txtpb', 'data/c.json']);
    expect(after['data/a.txtpb']).toContain('\ncomment: "n"');
    expect(after['data/c.json']).toContain('"comment": "n"');
  });

  it('of an enum value', async () => {
    const after = await renamed(whole.replace('OPEN = 1', 'OP$0EN = 1'), 'STARTED');
    expect(after['data/a.txtpb']).toContain('state: STARTED\n');
    expect(after['data/b.json']).toContain('"state": "STARTED"');
  });

  it('of a message: the type of a document, and what an Any holds', async () => {
    const after = await renamed(whole.replace('message Order', 'message Or$0der'), 'Purchase');
    expect(after['data/a.txtpb']).toContain('# proto-message: shop.Purchase\n');
    expect(after['data/a.txtpb']).toContain('[type.googleapis.com/shop.Purchase.Part]');
    expect(after['data/a.txtpb']).toContain('[type.googleapis.com/shop.Line]');
    expect(after['data/b.json']).toContain('"proto:shop.Purchase"');
    expect(after['data/b.json']).toContain('"type.googleapis.com/shop.Purchase.Part"');
    expect(after['data/c.json']).toContain('"proto:shop.Purchase"');
  });

  it('of a nested message', async () => {
    const after = await renamed(whole.replace('message Part', 'message Pa$0rt'), 'Piece');
    expect(after['data/a.txtpb']).toContain('[type.googleapis.com/shop.Order.Piece]');
    expect(after['data/b.json']).toContain('"type.googleapis.com/shop.Order.Piece"');
  });

  it('of an extension', async () => {
    const after = await renamed(whole.replace('int32 weight', 'int32 wei$0ght'), 'mass');
    expect(after['data/thing.textproto']).toContain('\n[legacy.mass]: 1\n');
    expect(after['data/thing.json']).toContain('"[legacy.mass]": 1');
  });

  it('of a group, by its message and by its field', async () => {
    const after = await renamed(whole.replace('group Box', 'group B$0ox'), 'Crate');
    expect(after['data/thing.textproto']).toContain('\nCrate { size: 1 }');
    expect(after['data/thing.json']).toContain('"crate": { "size": 1 }');
  });

  it('of a package, where it is written', async () => {
    const shop = await renamed(whole.replace('package shop', 'package sh$0op'), 'store.v1');
    expect(shop['data/a.txtpb']).toContain('# proto-message: store.v1.Order\n');
    expect(shop['data/a.txtpb']).toContain('[type.googleapis.com/store.v1.Line]');
    expect(shop['data/b.json']).toContain('"proto:store.v1.Order"');
    expect(shop['data/b.json']).toContain('"type.googleapis.com/store.v1.Order.Part"');
    const legacy = await renamed(whole.replace('package legacy', 'package leg$0acy'), 'old');
    expect(legacy['data/thing.textproto']).toContain('# proto-message: Thing\n[old.weight]: 1');
    expect(legacy['data/thing.json']).toContain('"proto:old.Thing", "[old.weight]": 1');
  });

  it('with the text that the editor has, and with documents that are no files', async () => {
    const text =
      '# proto-file: shop/order.proto\n# proto-message: Order\n\n\ndisplay_name: "open"\n';
    const json = '{ "$schema": "proto:shop.Order", "displayName": 1 }';
    const after = await renamed(
      whole.replace('string display_name', 'string displ$0ay_name'),
      'title',
      {
        open: { 'data/a.txtpb': text, 'new.json': json },
      },
    );
    expect(after['data/a.txtpb']).toBe(text.replace('display_name', 'title'));
    expect(after['new.json']).toContain('"title": 1');
  });

  it('whose type the settings name', async () => {
    const settings = {
      json: { schemas: [{ fileMatch: 'data/plain.json', message: 'shop.Order' }] },
    };
    const plain = whole.replace('"displayName": 1, "display_name": 2', '"displayName": "a"');
    const source = plain.replace('string display_name', 'string displ$0ay_name');
    const after = await renamed(source, 'title', { settings });
    expect(after['data/plain.json']).toContain('"title": "a"');
    expect((await renamed(source, 'title'))['data/plain.json']).toBeUndefined();
  });

  it('from a name within them', async () => {
    for (const [from, to] of [
      ['\ndisplay_name: "d', '\ndisp$0lay_name: "d'],
      ['"displayName": "d', '"displ$0ayName": "d'],
    ] as const) {
      const source = whole.replace(from, to);
      const path =
        source.indexOf('$0') < source.indexOf('/data/b.json') ? 'data/a.txtpb' : 'data/b.json';
      const text = parseFixture(source).texts.get(path) ?? '';
      const after = await renamed(source, 'full_title', { open: { [path]: text } });
      expect(after['shop/order.proto']).toContain('string full_title = 1;');
      expect(after['data/a.txtpb']).toContain('\nfull_title: "display_name"\n');
      expect(after['data/b.json']).toContain('"fullTitle": "displayName"');
    }
  });

  it('and is prepared there with the name of the field', async () => {
    const source = whole.replace('"displayName": "d', '"displ$0ayName": "d');
    const text = parseFixture(source).texts.get('data/b.json') ?? '';
    const { asked, workspace } = await opened(source, { open: { 'data/b.json': text } });
    const view = withDataDocuments(workspace.snapshot(), [
      dataDocument(text, { path: 'data/b.json', languageId: 'json' }),
    ]);
    expect(prepareRename(view, asked)?.placeholder).toBe('display_name');
  });

  it('unless one would have another meaning', async () => {
    const source = whole
      .replace('string display_name', 'string displ$0ay_name')
      .replace('"displayName": "d', '"display\\u004eame": "d')
      .replace('"remark": "r"', '"remark": "displayName display_name"');
    await expect(renamed(source, 'title')).rejects.toThrow(
      'message "shop.Order" has no field "displayName"',
    );
  });

  it('and says that a setting goes on naming what is gone', async () => {
    const place = await opened(whole.replace('message Order', 'message Or$0der'));
    const { changeAnnotations } = await edit(place, 'Purchase', {
      annotates: true,
      namedInSettings: ['shop.Order', 'shop.Line'],
    });
    expect(JSON.stringify(changeAnnotations)).toContain(
      'the setting protoAtlas.json.schemas still names shop.Order"',
    );
  });
});

describe('references are found in documents that hold messages', () => {
  async function found(source: string, given?: Given): Promise<string[]> {
    const { data, asked } = await opened(source, given);
    const { snapshot, documents: known } = await data.naming(asked, new AbortController().signal);
    const view = withDataDocuments(snapshot, known);
    const steps = references(view, { ...asked, includeDeclaration: false });
    return finished(steps).map(
      ({ uri, range }) => `${uri.slice(uriOf('').length)}:${range.start.line}`,
    );
  }

  it('of a field', async () => {
    expect(await found(whole.replace('string display_name', 'string displ$0ay_name'))).toEqual([
      'data/a.txtpb:3',
      'data/b.json:2',
      'data/c.json:2',
    ]);
  });

  it('of a field by the key that is set for it', async () => {
    expect(await found(whole.replace('string note', 'string no$0te'))).toEqual([
      'data/a.txtpb:8',
      'data/b.json:6',
      'data/c.json:2',
    ]);
  });

  it('of a message, in headers and type URLs', async () => {
    expect(await found(whole.replace('message Order', 'message Or$0der'))).toEqual([
      'data/a.txtpb:1',
      'data/a.txtpb:7',
      'data/b.json:1',
      'data/b.json:5',
      'data/c.json:2',
    ]);
  });

  it('and counted by the lens of a message', async () => {
    const { data, workspace } = await opened(whole);
    const uri = uriOf('shop/order.proto');
    const lenses = codeLens(workspace.snapshot(), { uri, kinds: {} });
    const titles = [];
    for (const lens of lenses) {
      const asked = countedBy(lens);
      expect(asked?.uri).toBe(uri);
      const { signal } = new AbortController();
      const found = asked && (await data.naming(asked, signal));
      titles.push(
        finished(resolveCodeLens(workspace.snapshot(), lens, found?.documents)).command?.title,
      );
    }
    expect(titles).toEqual(['5 references', '2 references', '3 references', '1 reference']);
  });

  it('as files change, where a watcher tells of it and where none does', async () => {
    for (const isWatched of [true, false]) {
      const place = await opened(whole.replace('int32 weight', 'int32 wei$0ght'));
      const { files, workspace, data, asked } = place;
      const { dataFiles } = workspace;
      if (isWatched) {
        dataFiles.setWatched();
      }
      const count = async (): Promise<number> =>
        (await data.naming(asked, new AbortController().signal)).documents.length;
      expect(await count()).toBe(2);
      const reads = files.reads;
      expect(await count()).toBe(2);
      expect(files.reads - reads).toBe(2);
      files.files.set('data/thing.json', '{}');
      dataFiles.apply(isWatched ? [{ uri: uriOf('data/thing.json'), kind: 'changed' }] : []);
      expect(await count()).toBe(1);
      files.files.set('data/new.txtpb', '# proto-file: shop/legacy.proto\n[legacy.weight]: 2');
      dataFiles.apply([{ uri: uriOf('data/new.txtpb'), kind: 'created' }]);
      expect(await count()).toBe(2);
      dataFiles.apply([{ uri: uriOf('data'), kind: 'deleted' }]);
      expect(await count()).toBe(0);
    }
  });

  it('not once the request is cancelled', async () => {
    const { data, asked } = await opened(whole.replace('int32 weight', 'int32 wei$0ght'));
    await expect(data.naming(asked, AbortSignal.abort())).rejects.toThrow('cancelled');
  });
});

describe('headers of documents follow files that move', () => {
  it.each([
    [
      'a file',
      'shop/order.proto',
      'shop/v1/purchase.proto',
      '# proto-file: shop/v1/purchase.proto\n',
    ],
    ['a folder', 'shop', 'store', '# proto-file: store/order.proto\n'],
  ])('%s', async (_what, from, to, expected) => {
    const { data, texts } = await opened(whole);
    const files = [{ oldUri: uriOf(from), newUri: uriOf(to) }];
    const { signal } = new AbortController();
    const { snapshot, documents: known } = await data.withWords(movedWords(files), signal);
    const { changes = {} } = finished(renameFiles(snapshot, { files, documents: known })) ?? {};
    const path = 'data/a.txtpb';
    expect(applyEdits(texts.get(path) ?? '', changes[uriOf(path)] ?? [])).toContain(expected);
    expect(changes[uriOf('data/b.json')]).toBeUndefined();
  });

  it('where a path is but the end of one', async () => {
    const source = `
//- /deep/api/shop/order.proto
syntax = "proto3";
message M { int32 a = 1; }
//- /deep/api/shop/user.proto
syntax = "proto3";
import "shop/order.proto";
//- /a.txtpb
# proto-file: order.proto
# proto-message: M
a: 1
`;
    const { data, texts } = await opened(source);
    const files = [
      { oldUri: uriOf('deep/api/shop/order.proto'), newUri: uriOf('deep/api/shop/m.proto') },
    ];
    const { signal } = new AbortController();
    const { snapshot, documents: known } = await data.withWords(movedWords(files), signal);
    const { changes = {} } = finished(renameFiles(snapshot, { files, documents: known })) ?? {};
    expect(applyEdits(texts.get('a.txtpb') ?? '', changes[uriOf('a.txtpb')] ?? [])).toContain(
      '# proto-file: m.proto\n',
    );
  });
});
