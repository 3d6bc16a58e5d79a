import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  CompletionList,
  DocumentSymbol,
  Hover,
  Location,
  SemanticTokens,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientCapabilities } from 'vscode-languageserver';
import { silentLogger } from '../../server/src/base/index.ts';
import { registerJson } from '../../server/src/lsp/jsonRegistration.ts';
import { LanguageClient } from './languageClient.ts';

const order = `syntax = "proto3";
package shop;
import "shop/line.proto";
// One order.
message Order {
  string name = 1;
  repeated Line lines = 2;
}
`;

const document = `# proto-file: shop/order.proto
# proto-message: shop.Order

nam: "x"
lines { sku: 5 }
`;

let folder: string;
let client: LanguageClient;

function uriOf(path: string): string {
  return pathToFileURL(join(folder, path)).href;
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'proto-atlas-text-')));
  await mkdir(join(folder, 'proto/shop'), { recursive: true });
  await writeFile(join(folder, 'proto/shop/order.proto'), order);
  await writeFile(
    join(folder, 'proto/shop/line.proto'),
    'syntax = "proto3";\npackage shop;\nmessage Line { string sku = 1; }\n',
  );
  client = await LanguageClient.start({ folders: [folder] });
});

afterAll(async () => {
  await client.stop().catch(() => client.kill());
  await rm(folder, { recursive: true, force: true });
});

describe('the language server answers about a document of the text format', () => {
  it('with findings that follow its edits and those of its schema', async () => {
    const uri = uriOf('orders/a.txtpb');
    await client.open(uri, document, 'textproto');
    const found = await client.findings(uri, (messages) => messages.length === 2);
    expect(found.map(({ message }) => message)).toEqual([
      'message type "shop.Order" has no field named "nam"; did you mean "name"?',
      'value of "sku" must be a quoted string',
    ]);
    await client.replace(uri, document.replace('nam:', 'name:'));
    await client.findings(uri, (messages) => messages.length === 1);
    const schema = uriOf('proto/shop/line.proto');
    await client.open(
      schema,
      'syntax = "proto3";\npackage shop;\nmessage Line { int32 sku = 1; }\n',
    );
    await client.findings(uri, (messages) => messages.length === 0);
    await client.close(schema);
    await client.findings(uri, (messages) => messages.length === 1);
    await client.close(uri);
    await client.findings(uri, (messages) => messages.length === 0);
  });

  it('with all that is asked of names', async () => {
    const uri = uriOf('orders/b.txtpb');
    await client.open(uri, document.replace('nam:', 'name:'), 'textproto');
    const position = { line: 3, character: 2 };
    const hover = await client.ask<Hover>('textDocument/hover', uri, position);
    expect(JSON.stringify(hover.contents)).toContain('shop.Order.name');
    const place = await client.ask<Location>('textDocument/definition', uri, position);
    expect([place.uri, place.range.start.line]).toEqual([uriOf('proto/shop/order.proto'), 5]);
    const list = await client.ask<CompletionList>('textDocument/completion', uri, {
      line: 4,
      character: 8,
    });
    expect(list.items.map(({ label }) => label)).toContain('sku');
    const [item] = list.items;
    expect(await client.connection.sendRequest('completionItem/resolve', item)).toMatchObject({
      label: item?.label,
    });
    expect(await client.ask('textDocument/diagnostic', uri)).toMatchObject({ items: [] });
    const symbols = await client.ask<DocumentSymbol[]>('textDocument/documentSymbol', uri);
    expect(symbols.map(({ name }) => name)).toEqual(['name', 'lines']);
    const tokens = await client.ask<SemanticTokens>('textDocument/semanticTokens/full', uri);
    expect(tokens.data.length).toBe(25);
    const edits = await client.ask<TextEdit[]>('textDocument/formatting', uri, undefined, {
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edits).toEqual([]);
    const found = await client.ask<Location[]>(
      'textDocument/references',
      uriOf('proto/shop/order.proto'),
      { line: 5, character: 10 },
      { context: { includeDeclaration: true } },
    );
    expect(found.map((each) => each.uri)).toEqual([uriOf('proto/shop/order.proto'), uri]);
    await client.close(uri);
  });

  it('with nothing where there is nothing to say', async () => {
    const uri = uriOf('orders/c.txtpb');
    await client.open(uri, 'a: 1\n', 'textproto');
    const position = { line: 0, character: 0 };
    for (const method of ['hover', 'definition', 'signatureHelp', 'prepareRename', 'codeLens']) {
      expect(await client.ask(`textDocument/${method}`, uri, position), method).toBeNull();
    }
    await client.close(uri);
  });
});

describe('the language server answers about a JSON document that holds a message', () => {
  it('which says its type itself', async () => {
    const uri = uriOf('orders/a.json');
    const text = '{ "$schema": "proto:shop.Order", "name": 1, "lines": [{  }] }';
    await client.open(uri, text, 'json');
    const found = await client.findings(uri, (messages) => messages.length === 1);
    expect(found.map(({ message }) => message)).toEqual(['expected a string']);
    const position = { line: 0, character: 35 };
    const hover = await client.ask<Hover>('textDocument/hover', uri, position);
    expect(JSON.stringify(hover.contents)).toContain('shop.Order.name');
    const inside = { line: 0, character: text.indexOf('{  }') + 2 };
    const list = await client.ask<CompletionList>('textDocument/completion', uri, inside);
    expect(list.items.map(({ label }) => label)).toEqual(['sku']);
    expect(await client.ask('textDocument/formatting', uri, undefined, { options: {} })).toBeNull();
    await client.replace(uri, '{ "name": 1 }');
    await client.findings(uri, (messages) => messages.length === 0);
    await client.close(uri);
  });

  it('or whose type the settings know', async () => {
    const uri = uriOf('orders/b.json');
    await client.open(uri, '{ "name": 1 }', 'json');
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { json: { schemas: [{ fileMatch: ['orders/*.json'], message: 'shop.Order' }] } },
    });
    await client.findings(uri, (messages) => messages.includes('expected a string'));
    await client.close(uri);
  });
});

describe('the language server renames in documents of the disk', () => {
  it('from a .proto file and from JSON, and finds them as references', async () => {
    const [text, json] = [uriOf('orders/disk.txtpb'), uriOf('orders/disk.json')];
    const jsonText = '{ "$schema": "proto:shop.Order", "name": "x" }';
    await mkdir(join(folder, 'orders'), { recursive: true });
    await writeFile(join(folder, 'orders/disk.txtpb'), document.replace('nam:', 'name:'));
    await writeFile(join(folder, 'orders/disk.json'), jsonText);
    const created = [text, json].map((uri) => ({ uri, type: 1 }));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: created,
    });
    const schema = uriOf('proto/shop/order.proto');
    const found = await client.ask<Location[]>(
      'textDocument/references',
      schema,
      { line: 5, character: 10 },
      { context: { includeDeclaration: false } },
    );
    expect(found.map(({ uri }) => uri)).toEqual([json, text]);
    await client.open(json, jsonText, 'json');
    const position = { line: 0, character: jsonText.indexOf('name') + 1 };
    expect(await client.ask('textDocument/prepareRename', json, position)).toMatchObject({
      placeholder: 'name',
    });
    const edit = await client.ask<WorkspaceEdit>('textDocument/rename', json, position, {
      newName: 'full_title',
    });
    const written = Object.entries(edit.changes ?? {}).map(([uri, edits]) => [
      uri,
      ...edits.map(({ newText }) => newText),
    ]);
    expect(written).toEqual([
      [schema, 'full_title'],
      [json, 'fullTitle'],
      [text, 'full_title'],
    ]);
    await client.close(json);
  });
});

describe('the language server asks for JSON documents', () => {
  async function registered(capabilities: ClientCapabilities): Promise<readonly unknown[]> {
    const sent: unknown[] = [];
    const connection = {
      sendRequest: (method: string, params: unknown) => {
        sent.push(method, params);
        return Promise.resolve();
      },
    };
    await registerJson({ connection, logger: silentLogger }, capabilities);
    return sent;
  }

  it('of clients that can be asked, and for no formatter or outline', async () => {
    const dynamic = { dynamicRegistration: true };
    const [method, params] = await registered({
      textDocument: { synchronization: dynamic, completion: dynamic },
    });
    expect(method).toBe('client/registerCapability');
    expect(JSON.stringify(params)).toContain('textDocument/didOpen');
    expect(JSON.stringify(params)).not.toMatch(/formatting|documentSymbol|foldingRange/);
    expect(await registered({ textDocument: { completion: dynamic } })).toEqual([]);
    expect(await registered({})).toEqual([]);
  });
});
