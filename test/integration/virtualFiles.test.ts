import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CodeLens,
  CompletionList,
  Hover,
  Location,
  LocationLink,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import { chromiumBinary } from '../../scripts/realParts.ts';
import { isAvailable } from '../support/realServer.ts';
import {
  browserBundles,
  type ServerLine,
  startInBrowser,
  startInProcess,
  VirtualClient,
} from '../support/virtualServer.ts';

const hasChromium = await isAvailable(() => chromiumBinary(() => undefined));

/** Of both programs together, minified. */
const maximumBytes = 1_500_000;

const files = {
  'proto/shop/v1/order.proto': `syntax = "proto3";

package shop.v1;

import "google/protobuf/timestamp.proto";
import "shop/v1/money.proto";

// What somebody bought.
message Order {
  string id = 1;
  Money total = 2;
  google.protobuf.Timestamp placed = 3;
}

service Orders {
  rpc Get(Order) returns (Order);
}
`,
  'proto/shop/v1/money.proto': `syntax = "proto3";

package shop.v1;

// An amount.
message Money {
  int64 units = 1;
}
`,
  'proto/shop/v1/broken.proto': `syntax = "proto3";
import "shop/v1/late.proto";
message Broken { Nothing what = 1; }
`,
  'proto/shop/v1/unformatted.proto': `syntax="proto3";
message   Unformatted{string   a=1;}
`,
  'proto/shop/v1/latin1.proto': Uint8Array.from([
    ...Buffer.from('syntax = "proto3";\n// caf'),
    0xe9,
    0x0a,
  ]),
  'proto/shop/v1/byText.proto': 'syntax = "proto3";\nimport "shop/v1/latin1.proto";\n',
};

const order = 'proto/shop/v1/order.proto';
const money = 'proto/shop/v1/money.proto';
const broken = 'proto/shop/v1/broken.proto';

interface Place {
  readonly name: string;
  readonly start: () => Promise<ServerLine> | ServerLine;
  readonly folder: string;
  readonly isThere: boolean;
}

const places: readonly Place[] = [
  { name: 'a worker of a browser', start: startInBrowser, folder: 'memfs:/', isThere: hasChromium },
  {
    name: 'a process',
    start: startInProcess,
    folder: 'vscode-vfs://github/owner/repo',
    isThere: true,
  },
];

describe.each(places.filter(({ isThere }) => isThere))(
  'the language server in $name, over files of its client',
  ({ start, folder }) => {
    let line: ServerLine;
    let client: VirtualClient;

    beforeAll(async () => {
      line = await start();
      const settings = { importRoots: [], codeLens: { calls: false } };
      client = await VirtualClient.start({
        connection: line.connection,
        folder,
        files,
        settings,
      });
    });

    afterAll(() => line.stop());

    it('finds nothing wrong where all imports are', async () => {
      const uri = await client.open(order);
      expect(await client.findings(uri, () => true)).toEqual([]);
    });

    it('asks for files only once it may', () => {
      expect(client.asked.length).toBeGreaterThan(0);
      expect(client.asked.filter((what) => what.startsWith('?'))).toEqual([]);
    });

    it('says what is wrong, and takes it back when a watcher tells of the file', async () => {
      const uri = await client.open(broken);
      const first = await client.findings(uri, (messages) => messages.length > 1);
      expect(first.join()).toContain('shop/v1/late.proto');
      expect(first.join()).toContain('Nothing');
      await client.write('proto/shop/v1/late.proto', 'syntax = "proto3";\nmessage Nothing {}\n');
      expect(await client.findings(uri, (messages) => messages.length === 0)).toEqual([]);
      await client.write('proto/shop/v1/late.proto', undefined);
      expect(await client.findings(uri, (messages) => messages.length > 1)).toEqual(first);
    });

    it('shows what a name of another file means, and where it is', async () => {
      const hover = await client.at<Hover>('textDocument/hover', order, 'Money total');
      expect(JSON.stringify(hover.contents)).toContain('An amount.');
      const found = await client.at<Location[] | LocationLink[] | Location>(
        'textDocument/definition',
        order,
        'Money total',
      );
      expect(JSON.stringify(found)).toContain(client.uriOf(money));
    });

    it('completes types', async () => {
      const list = await client.at<CompletionList>('textDocument/completion', order, 'Money total');
      expect(list.items.map(({ label }) => label)).toContain('Money');
    });

    it('formats', async () => {
      const uri = await client.open('proto/shop/v1/unformatted.proto');
      const edits = await client.connection.sendRequest<TextEdit[]>('textDocument/formatting', {
        textDocument: { uri },
        options: { tabSize: 2, insertSpaces: true },
      });
      expect(edits.map(({ newText }) => newText).join('')).toContain('message Unformatted {');
    });

    it('renames in all files, by their own URIs', async () => {
      const edit = await client.at<WorkspaceEdit>('textDocument/rename', order, 'Money total', {
        newName: 'Amount',
      });
      const changed = [
        ...Object.keys(edit.changes ?? {}),
        ...(edit.documentChanges ?? []).map((change) =>
          'textDocument' in change ? change.textDocument.uri : '',
        ),
      ];
      expect(changed.sort()).toEqual([client.uriOf(money), client.uriOf(order)].sort());
    });

    it('knows every file of the folder', async () => {
      const symbols = await client.connection.sendRequest<{ name: string }[]>('workspace/symbol', {
        query: 'Unformatted',
      });
      expect(symbols.map(({ name }) => name)).toContain('Unformatted');
    });

    it('says what is not UTF-8', async () => {
      const uri = await client.open('proto/shop/v1/latin1.proto');
      const messages = await client.findings(uri, (found) => found.length > 0);
      expect(messages.join()).toMatch(/UTF-8/);
    });

    it('offers no call where the client cannot call', async () => {
      const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
        textDocument: { uri: client.uriOf(order) },
      });
      expect(lenses.length).toBeGreaterThan(0);
      expect(lenses.filter(({ command }) => command?.command === 'protoAtlas.callMethod')).toEqual(
        [],
      );
    });

    it('says why no code can be generated, instead of failing', async () => {
      const generated = client.connection.sendRequest('protoAtlas/generateCode', {
        uris: [client.uriOf(order)],
        generator: 'protobuf-es',
        outputFolder: client.uriOf('gen'),
        parameter: 'target=ts',
        includeImports: false,
      });
      await expect(generated).rejects.toThrow(/^Code cannot be/);
    });

    it('gives descriptors', async () => {
      const { base64 } = await client.connection.sendRequest<{ base64: string }>(
        'protoAtlas/descriptorSet',
        { symbol: 'shop.v1.Orders' },
      );
      expect(Buffer.from(base64, 'base64').toString()).toContain('google/protobuf/timestamp.proto');
    });

    it('has let nothing go wrong unseen', () => {
      expect('errors' in line ? line.errors : []).toEqual([]);
    });
  },
);

describe('a client that knows nothing of files', () => {
  it('is not asked again, and has its documents read all the same', async () => {
    const line = startInProcess();
    try {
      const client = await VirtualClient.start({
        connection: line.connection,
        folder: 'memfs:/',
        files,
        knowsFiles: false,
      });
      const uri = await client.open(order);
      const messages = await client.findings(uri, () => true);
      expect(messages.join()).toContain('money.proto');
      const asked = (): number =>
        client.asked.filter((method) => method.startsWith('protoAtlas/fs/')).length;
      const before = asked();
      await client.open(money);
      expect(await client.findings(uri, (found) => found.length === 0)).toEqual([]);
      expect([before > 0, asked()]).toEqual([true, before]);
    } finally {
      await line.stop();
    }
  });
});

describe('the programs for a browser', () => {
  it('are small together', async () => {
    const bundles = [...(await browserBundles())].filter(([name]) => /\.c?js$/.test(name));
    expect(bundles.map(([name]) => name).sort()).toEqual([
      'browserExtension.cjs',
      'browserServer.js',
    ]);
    const sizes = bundles.map(([, { length }]) => length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(maximumBytes);
  });
});
