import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  CompletionList,
  Hover,
  Location,
  SemanticTokens,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEdits } from '../features/applyEdits.ts';
import { LanguageClient } from '../lsp/languageClient.ts';

const none = (messages: readonly string[]): boolean => messages.length === 0;
const some = (part: string) => (messages: readonly string[]) =>
  messages.some((message) => message.includes(part));

const files: Readonly<Record<string, string | Buffer>> = {
  'proto/acme/v1/orders.proto': `syntax = "proto3";
package acme.v1;

import "acme/v1/money.proto";
import "vendor/tags.proto";

// One order.
message Order {
  Money total = 1;
  vendor.Tag tag = 2;
}
service Orders {
  rpc Get(Order) returns (stream Order);
}
`,
  'proto/acme/v1/money.proto': `syntax = "proto3";
package acme.v1;
// An amount.
message Money { int64 units = 1; }
`,
  'proto/acme/v1/customer.proto': `syntax = "proto3";
package acme.v1;
message Customer {}
`,
  'third_party/vendor/tags.proto': `syntax = "proto3";
package vendor;
message Tag {}
`,
  'empty.proto': '',
  'cycle/one.proto': 'syntax = "proto3";\nimport "cycle/two.proto";\nmessage One { Two t = 1; }\n',
  'cycle/two.proto': 'syntax = "proto3";\nimport "cycle/one.proto";\nmessage Two { One o = 1; }\n',
  'latin.proto': Buffer.concat([
    Buffer.from('syntax = "proto3";\n// caf'),
    Buffer.from([0xe9]),
    Buffer.from('\nmessage Latin {}\n'),
  ]),
  'usesLatin.proto': 'syntax = "proto3";\nimport "latin.proto";\nmessage A { Latin l = 1; }\n',
  'ünï code/ä b.proto': 'syntax = "proto3";\nmessage Uni {}\n',
};

let folder: string;
let client: LanguageClient;

function uriOf(path: string): string {
  return pathToFileURL(join(folder, path)).href;
}

async function write(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

async function textOf(path: string): Promise<string> {
  return readFile(join(folder, path), 'utf8');
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'proto-atlas-lsp-')));
  for (const [path, content] of Object.entries(files)) {
    await write(path, content);
  }
  client = await LanguageClient.start({ folders: [folder] });
});

afterAll(async () => {
  await client.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the language server over stdio', () => {
  const orders = 'proto/acme/v1/orders.proto';

  it('finds the import roots by itself and has nothing to say about sound files', async () => {
    await client.open(uriOf(orders), await textOf(orders));
    await client.findings(uriOf(orders), none);
  });

  it('finds a mistyped type and takes it back when it is mended', async () => {
    const uri = uriOf(orders);
    const range = { start: { line: 8, character: 2 }, end: { line: 8, character: 7 } };
    await client.edit(uri, { range, newText: 'Monei' });
    const [finding] = await client.findings(uri, some('"Monei" is not defined'));
    expect(finding?.range).toEqual(range);
    expect(finding?.code).toBe('not-defined');
    await client.edit(uri, { range, newText: 'Money' });
    await client.findings(uri, none);
  });

  it('completes a type with its import, and the result compiles', async () => {
    const uri = uriOf(orders);
    const before = await textOf(orders);
    const at = { line: 9, character: 21 };
    await client.edit(uri, { range: { start: at, end: at }, newText: '\n  Cust by = 3;' });
    const typed = before.replace('tag = 2;\n', 'tag = 2;\n  Cust by = 3;\n');
    const list = await client.ask<CompletionList>('textDocument/completion', uri, {
      line: 10,
      character: 6,
    });
    const item = list.items.find(({ label }) => label === 'Customer');
    const edit = item?.textEdit;
    if (edit === undefined || !('range' in edit)) {
      throw new Error('no completion');
    }
    const accepted = applyEdits(typed, [edit, ...(item?.additionalTextEdits ?? [])]);
    expect(accepted).toContain('import "acme/v1/customer.proto";\nimport "acme/v1/money.proto";');
    await client.replace(uri, accepted);
    await client.findings(uri, none);
    await client.replace(uri, before);
    await client.findings(uri, none);
  });

  it('goes to a definition in another import root', async () => {
    const found = await client.ask<Location>('textDocument/definition', uriOf(orders), {
      line: 9,
      character: 11,
    });
    expect(found.uri).toBe(uriOf('third_party/vendor/tags.proto'));
    expect(found.range.start).toEqual({ line: 2, character: 8 });
  });

  it('answers hover, tokens, symbols, lenses, links and ranges', async () => {
    const uri = uriOf(orders);
    const hover = await client.ask<Hover>('textDocument/hover', uri, { line: 8, character: 4 });
    expect(JSON.stringify(hover.contents)).toContain('An amount.');
    const tokens = await client.ask<SemanticTokens>('textDocument/semanticTokens/full', uri);
    expect(tokens.data.length % 5).toBe(0);
    expect(tokens.data.length).toBeGreaterThan(40);
    for (const method of ['documentSymbol', 'codeLens', 'documentLink', 'foldingRange']) {
      const answer = await client.ask<unknown[]>(`textDocument/${method}`, uri);
      expect([method, answer.length > 0]).toEqual([method, true]);
    }
    const references = await client.ask<Location[]>(
      'textDocument/references',
      uri,
      { line: 8, character: 4 },
      { context: { includeDeclaration: true } },
    );
    expect(references.map((each) => each.uri).sort()).toEqual([
      uriOf('proto/acme/v1/money.proto'),
      uri,
    ]);
    const symbols = await client.connection.sendRequest('workspace/symbol', { query: 'Money' });
    expect(symbols).toMatchObject([{ name: 'Money', containerName: 'acme.v1' }]);
  });

  it('answers the requests beside LSP', async () => {
    const set = await client.connection.sendRequest('protoAtlas/descriptorSet', {
      symbol: 'acme.v1.Orders',
    });
    expect(set).toEqual({ base64: expect.any(String) as string });
    const methods = await client.connection.sendRequest('protoAtlas/methods', {});
    expect(methods).toEqual({
      methods: [
        { service: 'acme.v1.Orders', method: 'Get', kind: 'serverStreaming', uri: uriOf(orders) },
      ],
    });
    const text = await client.connection.sendRequest('protoAtlas/wellKnownText', {
      path: 'google/protobuf/any.proto',
    });
    expect(JSON.stringify(text)).toContain('message Any');
    await expect(
      client.connection.sendRequest('protoAtlas/descriptorSet', { symbol: 'no.Such' }),
    ).rejects.toThrow('No .proto file of the workspace defines no.Such');
  });

  it('formats, renames and sends tokens that changed', async () => {
    const uri = uriOf('shape.proto');
    const text = 'syntax = "proto3";\nmessage Shape{}\nmessage User { Shape s = 1; }\n';
    await client.open(uri, text);
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await client.ask<TextEdit[]>('textDocument/formatting', uri, undefined, {
      options,
    });
    expect(applyEdits(text, edits)).toBe(
      'syntax = "proto3";\n\nmessage Shape {}\nmessage User {\n  Shape s = 1;\n}\n',
    );
    const at = { line: 1, character: 9 };
    expect(await client.ask('textDocument/prepareRename', uri, at)).toMatchObject({
      placeholder: 'Shape',
    });
    const renamed = await client.ask<WorkspaceEdit>('textDocument/rename', uri, at, {
      newName: 'Form',
    });
    expect(applyEdits(text, renamed.changes?.[uri] ?? [])).toBe(text.replaceAll('Shape', 'Form'));
    await expect(client.ask('textDocument/rename', uri, at, { newName: 'User' })).rejects.toThrow(
      'Shape cannot be renamed to "User"',
    );
    const { resultId } = await client.ask<SemanticTokens>('textDocument/semanticTokens/full', uri);
    const delta = await client.ask('textDocument/semanticTokens/full/delta', uri, undefined, {
      previousResultId: resultId,
    });
    expect(delta).toMatchObject({ edits: [] });
    await client.close(uri);
  });

  it('generates code into a folder', async () => {
    const params = {
      uris: [uriOf('proto/acme/v1/money.proto')],
      generator: 'protobuf-es',
      outputFolder: uriOf('gen'),
      parameter: 'target=ts',
      includeImports: false,
    };
    const generate = (): Promise<unknown> =>
      client.connection.sendRequest('protoAtlas/generateCode', params);
    const files = [uriOf('gen/acme/v1/money_pb.ts')];
    expect(await generate()).toEqual({ written: files, unchanged: [] });
    expect(await generate()).toEqual({ written: [], unchanged: files });
    expect(await textOf('gen/acme/v1/money_pb.ts')).toContain('An amount.');
  });

  it('clears the findings of a document that is closed', async () => {
    const uri = uriOf('broken.proto');
    await client.open(uri, 'message {');
    await client.findings(uri, (messages) => messages.length > 0);
    await client.close(uri);
    await client.findings(uri, none);
  });

  it('holds an empty file, a cycle, and paths of every script', async () => {
    await client.open(uriOf('empty.proto'), '');
    await client.findings(uriOf('empty.proto'), () => true);
    await client.open(uriOf('cycle/one.proto'), await textOf('cycle/one.proto'));
    await client.findings(
      uriOf('cycle/one.proto'),
      some('cycle/one.proto -> cycle/two.proto -> cycle/one.proto'),
    );
    const unicode = 'ünï code/ä b.proto';
    await client.open(uriOf(unicode), `${await textOf(unicode)}import "empty.proto`);
    await client.findings(uriOf(unicode), (messages) => messages.length > 0);
  });

  it('says of a file that is not UTF-8 what to do', async () => {
    await client.open(uriOf('latin.proto'), (await textOf('latin.proto')).toString());
    await client.findings(uriOf('latin.proto'), some('save it with the encoding UTF-8'));
    await client.open(uriOf('usesLatin.proto'), await textOf('usesLatin.proto'));
    await client.findings(uriOf('usesLatin.proto'), some('"latin.proto" is not valid UTF-8'));
  });

  it('counts columns in UTF-16', async () => {
    const uri = uriOf('wide.proto');
    await client.open(uri, 'syntax = "proto3";\nmessage A { /* 😀 */ Nope n = 1; }\n');
    const [finding] = await client.findings(uri, some('Nope'));
    expect(finding?.range.start).toEqual({ line: 1, character: 21 });
    await client.close(uri);
  });

  it('takes up files that a watcher tells of', async () => {
    expect(JSON.stringify(client.registered)).toContain('**/*.proto');
    const uri = uriOf('late.proto');
    await client.open(uri, 'syntax = "proto3";\nimport "fresh.proto";\nmessage A { F f = 1; }\n');
    await client.findings(uri, some('import "fresh.proto" was not found'));
    await write('fresh.proto', 'syntax = "proto3";\nmessage F {}\n');
    const tell = (type: number) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf('fresh.proto'), type }],
      });
    await tell(1);
    await client.findings(uri, none);
    expect(client.refreshes).toBeGreaterThan(0);
    await rm(join(folder, 'fresh.proto'));
    await tell(3);
    await client.findings(uri, some('import "fresh.proto" was not found'));
    await client.close(uri);
  });

  it('takes up import roots when the settings change', async () => {
    const uri = uriOf('settings.proto');
    await write('lib/inc/only.proto', 'syntax = "proto3";\nmessage Only {}\n');
    await client.open(
      uri,
      'syntax = "proto3";\nimport "inc/only.proto";\nmessage A { Only o = 1; }\n',
    );
    const outside = await mkdtemp(join(tmpdir(), 'proto-atlas-root-'));
    await mkdir(join(outside, 'inc'));
    await writeFile(join(outside, 'inc/only.proto'), 'syntax = "proto3";\nmessage Outside {}\n');
    const set = (importRoots: string[]) =>
      client.connection.sendNotification('workspace/didChangeConfiguration', {
        settings: { importRoots },
      });
    await set([outside]);
    await client.findings(uri, some('"Only" is not defined'));
    await set(['lib']);
    await client.findings(uri, none);
    await client.close(uri);
    await rm(outside, { recursive: true });
  });

  it('answers requests about places and documents that are not there', async () => {
    const far = { line: 99_999, character: 99_999 };
    expect(await client.ask('textDocument/hover', uriOf(orders), far)).toBeNull();
    expect(await client.ask('textDocument/definition', uriOf('nowhere.proto'), far)).toBeNull();
    expect(await client.ask('textDocument/documentSymbol', 'untitled:gone')).toEqual([]);
    await client.ask('textDocument/completion', uriOf(orders), { line: 3, character: 500 });
    await client.ask('textDocument/codeAction', uriOf(orders), undefined, {
      range: { start: far, end: { line: 0, character: 0 } },
      context: { diagnostics: [] },
    });
  });

  it('survives a storm of edits and cancelled requests', async () => {
    const uri = uriOf(orders);
    const before = await textOf(orders);
    const answers: Promise<unknown>[] = [];
    for (let round = 0; round < 100; round++) {
      const at = { line: 13 + round, character: 0 };
      await client.edit(uri, { range: { start: at, end: at }, newText: 'message X {}\n' });
      for (const method of ['completion', 'hover', 'semanticTokens/full', 'codeLens']) {
        const source = new CancellationTokenSource();
        const params = { textDocument: { uri }, position: { line: round, character: 3 } };
        answers.push(
          client.connection
            .sendRequest(`textDocument/${method}`, params, source.token)
            .catch((error: unknown) => error),
        );
        source.cancel();
      }
    }
    await Promise.all(answers);
    await client.replace(uri, before);
    await client.findings(uri, none);
    expect(client.exitCode).toBeNull();
    expect(client.stderr.join('')).toBe('');
  });
});
