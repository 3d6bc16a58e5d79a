import { describe, expect, it } from 'vitest';
import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { prepareRename, rename, renameFiles } from '../../server/src/features/index.ts';
import { cursorOf, snapshotOf, uriOf } from '../workspace/memoryWorkspace.ts';
import { applyEdits } from './applyEdits.ts';
import { expectCompiles } from './compiles.ts';
import { finish } from './finish.ts';

async function annotated(source: string, newName: string): Promise<WorkspaceEdit> {
  const { snapshot, uri, position } = await cursorOf(source);
  return finish(rename(snapshot, { uri, position, newName, annotates: true }));
}

/** The texts of all files after a rename, which compile. */
async function renamed(source: string, newName: string): Promise<ReadonlyMap<string, string>> {
  const { snapshot, uri, position, texts } = await cursorOf(source);
  const { changes = {} } = finish(rename(snapshot, { uri, position, newName }));
  const after = new Map(
    [...texts].map(([path, text]) => [path, applyEdits(text, changes[uriOf(path)] ?? [])]),
  );
  expectCompiles(after);
  return after;
}

const shop = `//- /a.proto
syntax = "proto3";
package shop.or$0ders;
import "base.proto";
option go_package = "shop/orders";
message Order { Item item = 1; orders.Item other = 2; Base base = 3; shop.orders.Item more = 4; }
//- /b.proto
syntax = "proto3";
package shop.orders;
import "a.proto";
service Orders { rpc Get(Order) returns (.shop.orders.Order); }
//- /base.proto
syntax = "proto3";
package shop;
message Base {}
//- /deep.proto
syntax = "proto3";
package shop.orders.deep;
import "a.proto";
message Deep { Order order = 1; }
//- /user.proto
syntax = "proto3";
package user;
import "a.proto";
import "google/protobuf/descriptor.proto";
extend google.protobuf.MessageOptions { shop.orders.Order order = 50000; }
message User { option (order) = { more {} }; map<int32, shop.orders.Order> all = 1; }
`.replace('message Order {', 'message Item {}\nmessage Order {');

describe('rename of a package', () => {
  it('goes into all its files and every name that says it', async () => {
    const after = await renamed(shop, 'store.sales');
    expect(after.get('a.proto')).toContain('package store.sales;');
    expect(after.get('a.proto')).toContain(
      '{ Item item = 1; store.sales.Item other = 2; shop.Base base = 3; store.sales.Item more = 4; }',
    );
    expect(after.get('a.proto')).toContain('go_package = "shop/orders"');
    expect(after.get('b.proto')).toContain('rpc Get(Order) returns (.store.sales.Order);');
    expect(after.get('deep.proto')).toContain(
      'package shop.orders.deep;\nimport "a.proto";\nmessage Deep { store.sales.Order order = 1; }',
    );
    expect(after.get('user.proto')).toContain('{ store.sales.Order order = 50000; }');
    expect(after.get('user.proto')).toContain('map<int32, store.sales.Order>');
    expect(after.get('base.proto')).toContain('package shop;');
  });

  it('keeps names that stay right', async () => {
    const after = await renamed(shop, 'shop.sales');
    expect(after.get('a.proto')).toContain('Base base = 3;');
  });

  it('is refused for what is no package, and where names would mean something else', async () => {
    await expect(renamed(shop, 'a..b')).rejects.toThrow('is not a package');
    await expect(renamed(shop, 'shop.Base')).rejects.toThrow('cannot be renamed');
  });

  it('can be prepared', async () => {
    const { snapshot, uri, position } = await cursorOf(shop);
    expect(prepareRename(snapshot, { uri, position })?.placeholder).toBe('shop.orders');
  });

  it('tells what it breaks', async () => {
    const { changeAnnotations, documentChanges } = await annotated(shop, 'store');
    expect(Object.values(changeAnnotations ?? {})).toEqual([
      {
        label: 'Changes the path of every rpc and every type URL of the package',
        description: expect.stringContaining('go_package') as string,
        needsConfirmation: true,
      },
    ]);
    expect(documentChanges).toHaveLength(4);
  });
});

describe('what a rename breaks', () => {
  it.each([
    ['message M { int32 a$0 = 1; }', 'Changes JSON', true],
    ['message M { int32 ot$0her = 1; }', 'Changes JSON', true],
    ['message M { int32 a$0 = 1 [json_name = "x"]; }', 'Changes generated code', undefined],
    ['enum E { A$0 = 0; }', 'Changes JSON', true],
    ['message M$0 {}', 'Changes type URLs', undefined],
    ['message M {} service S$0 { rpc G(M) returns (M); }', 'Changes the path of every rpc', true],
    ['message M {} service S { rpc G$0(M) returns (M); }', 'Changes the path of the rpc', true],
    ['message M { oneof o$0 { int32 a = 1; } }', 'Changes generated code', undefined],
  ])('of %s', async (source, label, needsConfirmation) => {
    const { changeAnnotations = {} } = await annotated(`syntax = "proto3";\n${source}\n`, 'Other');
    const [annotation] = Object.values(changeAnnotations);
    expect(annotation?.label).toBe(label);
    expect(annotation?.needsConfirmation).toBe(needsConfirmation);
  });

  it('of a field names its keys in JSON, or says that they stay', async () => {
    const source = 'syntax = "proto3";\nmessage M { int32 order_$0name = 1; }\n';
    const [changed] = Object.values(
      (await annotated(source, 'full_title')).changeAnnotations ?? {},
    );
    expect(changed?.description).toContain('JSON has fullTitle for orderName');
    const [kept] = Object.values((await annotated(source, 'orderName')).changeAnnotations ?? {});
    expect(kept?.label).toBe('Changes text format');
    expect(kept?.needsConfirmation).toBeUndefined();
  });
});

describe('names in comments', () => {
  it('are renamed where they mean the symbol', async () => {
    const after = await renamed(
      `//- /a.proto
syntax = "proto3";
package p;
// A \`Money\`, a [Money.Part], Money and [Moneybox]; \`p.Money\` [.p.Money] \`part\`.
message Mo$0ney {
  message Part {}
  Part part = 1; // of [Money]
}
/* \`Other\` of [Money] */
message Last {}
message Moneybox {
  message Money {}
  // A [Money] of its own.
  Money money = 1;
}
//- /b.proto
syntax = "proto3";
package q;
import "a.proto";
// [p.Money] but not [Money].
message B {}
`,
      'Amount',
    );
    expect(after.get('a.proto')).toContain(
      '// A `Amount`, a [Amount.Part], Money and [Moneybox]; `p.Amount` [.p.Amount] `part`.',
    );
    expect(after.get('a.proto')).toContain('// of [Amount]');
    expect(after.get('a.proto')).toContain('/* `Other` of [Amount] */');
    expect(after.get('a.proto')).toContain('// A [Money] of its own.');
    expect(after.get('b.proto')).toContain('// [p.Amount] but not [Money].');
  });

  it('of a field are found in the comments of its message', async () => {
    const after = await renamed(
      `syntax = "proto3";\n// Has \`id\`.\nmessage M {\n  int32 i$0d = 1;\n  // Other than [id].\n  int32 x = 2;\n}\n`,
      'key',
    );
    expect([...after.values()].join()).toContain(
      '// Has `key`.\nmessage M {\n  int32 key = 1;\n  // Other than [key].',
    );
  });
});

describe('moving files', () => {
  const source = `//- /api/a.proto
syntax = "proto3";
import "api/b.proto";
import 'api/c/d.proto';
message A { B b = 1; D d = 2; }
//- /api/b.proto
syntax = "proto3";
message B {}
//- /api/c/d.proto
syntax = "proto3";
import public "api/b.proto";
message D {}
`;

  async function moved(from: string, to: string, text = source): Promise<Record<string, string>> {
    const { snapshot, fixture } = await snapshotOf(text);
    const files = [{ oldUri: uriOf(from), newUri: uriOf(to) }];
    const { changes = {} } = finish(renameFiles(snapshot, { files })) ?? {};
    return Object.fromEntries(
      Object.entries(changes).map(([uri, edits]) => {
        const path = [...fixture.texts.keys()].find((each) => uriOf(each) === uri) ?? '';
        return [path, applyEdits(fixture.texts.get(path) ?? '', edits)];
      }),
    );
  }

  it('mends the imports of a file', async () => {
    const after = await moved('api/b.proto', 'api/v1/e.proto');
    expect(Object.keys(after)).toEqual(['api/a.proto', 'api/c/d.proto']);
    expect(after['api/a.proto']).toContain('import "api/v1/e.proto";');
    expect(after['api/c/d.proto']).toContain('import public "api/v1/e.proto";');
  });

  it('mends the imports of all files of a folder, in their quotes', async () => {
    const after = await moved('api/c', 'api/f');
    expect(after).toEqual({
      'api/a.proto': expect.stringContaining(`import 'api/f/d.proto';`) as string,
    });
  });

  it('leaves imports alone whose root moves along', async () => {
    const below = source.replaceAll('//- /api', '//- /proto/api');
    expect(await moved('proto', 'idl', below)).toEqual({});
  });

  it('mends what the moved file imports when its new neighbours would be meant', async () => {
    const twins = `
//- /one/a.proto
syntax = "proto3";
import "b.proto";
//- /one/b.proto
syntax = "proto3";
//- /two/c.proto
syntax = "proto3";
import "b.proto";
//- /two/b.proto
syntax = "proto3";
//- /user.proto
syntax = "proto3";
import "one/b.proto";
`;
    expect(await moved('one/a.proto', 'two/a.proto', twins)).toEqual({
      'one/a.proto': expect.stringContaining('import "one/b.proto";') as string,
    });
  });

  it('leaves imports alone of what goes where no root is', async () => {
    const { snapshot } = await snapshotOf(source);
    const files = [{ oldUri: uriOf('api/b.proto'), newUri: 'file:///elsewhere/b.proto' }];
    expect(finish(renameFiles(snapshot, { files }))).toBeUndefined();
  });

  it('does nothing for what nobody imports', async () => {
    expect(await moved('api/a.proto', 'api/z.proto')).toEqual({});
    expect(await moved('api/b.proto', 'api/b.txt')).toEqual({});
  });
});
