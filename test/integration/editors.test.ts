import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-types';
import { neovimBinary } from '../../scripts/realParts.ts';
import { LanguageClient } from '../lsp/languageClient.ts';
import { temporaryFolder, writeFiles } from '../support/compileWithProtoc.ts';
import { isAvailable } from '../support/realServer.ts';

const run = promisify(execFile);
const project = resolve(import.meta.dirname, '../..');
const hasNeovim = await isAvailable(() => neovimBinary());

const files = {
  Makefile: 'gen:\n\tprotoc -I idl idl/shop.proto\n',
  'idl/shop.proto':
    'syntax = "proto3";\npackage shop;\nimport "types/money.proto";\nmessage Order { types.Money price = 1; Gone gone = 2; }\n',
  'idl/types/money.proto':
    'syntax = "proto3";\npackage types;\nmessage Money { int64 units = 1; }\n',
  'one/a.proto': 'syntax = "proto3";\nimport "b.proto";\nmessage A { B b = 1; }\n',
  'one/b.proto': 'syntax = "proto3";\nmessage B {}\n',
  'two/b.proto': 'syntax = "proto3";\nmessage Other {}\n',
};

/** Asks as a person would, and prints what came back. */
const session = `
local root = os.getenv('TEST_ROOT')
vim.cmd('filetype plugin on')
vim.cmd('cd ' .. root)
vim.cmd('edit idl/shop.proto')
local found = vim.wait(15000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local function ask(method, line, character)
  vim.api.nvim_win_set_cursor(0, { line, character })
  local answers = vim.lsp.buf_request_sync(0, method, vim.lsp.util.make_position_params(), 10000)
  for _, answer in pairs(answers or {}) do
    return answer.result
  end
end
-- What is open is answered at once; how its imports are found is known when the folder was walked.
local hover
vim.wait(15000, function()
  hover = ask('textDocument/hover', 3, 12)
  return hover ~= nil and vim.json.encode(hover):find('Makefile') ~= nil
end, 100)
local symbols = vim.lsp.buf_request_sync(0, 'textDocument/documentSymbol',
  { textDocument = vim.lsp.util.make_text_document_params() }, 10000)
local result = {
  found = found,
  findings = vim.tbl_map(function(each) return each.message end, vim.diagnostic.get(0)),
  hover = hover,
  definition = ask('textDocument/definition', 4, 25),
  symbols = symbols[vim.lsp.get_active_clients()[1].id].result,
}
vim.lsp.buf.formatting_sync({}, 10000)
result.text = vim.api.nvim_buf_get_lines(0, 0, -1, true)
io.stdout:write(vim.json.encode(result))
vim.cmd('qa!')
`;

describe.skipIf(!hasNeovim)('Neovim', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeFiles(folder.path, files);
  });
  afterAll(() => folder.remove());

  it('configured as the documentation has it shows findings, help and definitions', async () => {
    const documentation = await readFile(join(project, 'docs/EDITORS.md'), 'utf8');
    const configuration = /Before, from 0\.7 on:\s+```lua\n([\s\S]*?)```/.exec(documentation)?.[1];
    const program = join(folder.path, 'proto-atlas');
    const cli = join(project, 'server/src/cli.ts');
    await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
    await chmod(program, 0o755);
    await writeFile(join(folder.path, 'init.lua'), `${configuration ?? ''}\n${session}`);
    const { stdout } = await run(
      await neovimBinary(),
      ['--headless', '-u', 'NONE', '-i', 'NONE', '-c', `luafile ${join(folder.path, 'init.lua')}`],
      {
        env: {
          ...process.env,
          PATH: `${folder.path}:${process.env.PATH ?? ''}`,
          TEST_ROOT: folder.path,
        },
        timeout: 60_000,
      },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      found: true,
      findings: [expect.stringContaining('"Gone" is not defined') as unknown],
      hover: {
        contents: {
          value: expect.stringContaining(
            'from `idl`: from a `protoc` command in [Makefile:2]',
          ) as unknown,
        },
      },
      definition: { uri: pathToFileURL(join(folder.path, 'idl/types/money.proto')).href },
      symbols: [{ name: 'shop' }, { name: 'Order' }],
      text: [
        'syntax = "proto3";',
        'package shop;',
        '',
        'import "types/money.proto";',
        'message Order {',
        '  types.Money price = 1;',
        '  Gone gone = 2;',
        '}',
      ],
    });
  }, 90_000);
});

describe('an editor that knows nothing of Proto Atlas', () => {
  it('adds an import root for as long as the server runs', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder.path, files);
    const client = await LanguageClient.start({ folders: [folder.path] });
    onTestFinished(async () => {
      client.kill();
      await folder.remove();
    });
    const told = new Promise<string>((resolve) => {
      client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
        resolve(message);
      });
    });
    const uri = pathToFileURL(join(folder.path, 'one/a.proto')).href;
    await client.open(uri, files['one/a.proto']);
    await client.findings(uri, (messages) => messages.length === 0);
    const at = { line: 1, character: 10 };
    const offered = async () => {
      const actions = await client.ask<CodeAction[]>('textDocument/codeAction', uri, undefined, {
        range: { start: at, end: at },
        context: { diagnostics: [] },
      });
      return actions.flatMap(({ command }) => command ?? []);
    };
    // What is open is answered first; the folders are looked through after that.
    const commands = await vi.waitFor(
      async () => {
        const found = await offered();
        expect(found.map(({ title }) => title)).toEqual([
          'Add "one" as import root',
          'Add "two" as import root',
        ]);
        return found;
      },
      { timeout: 20_000 },
    );
    const two = commands[1];
    await client.connection.sendRequest('workspace/executeCommand', {
      command: two?.command,
      arguments: two?.arguments,
    });
    expect(await told).toMatch(/^Imports are looked for in .+two too, until the server ends\./);
    await client.findings(uri, (messages) => messages.some((each) => each.includes('"B"')));
    await client.stop();
  }, 30_000);

  it('may run a command with arguments that make no sense', async () => {
    const client = await LanguageClient.start({ folders: [] });
    onTestFinished(() => client.kill());
    for (const params of [
      { command: 'protoAtlas.addImportRoot' },
      { command: 'protoAtlas.addImportRoot', arguments: [7] },
      { command: 'unknown', arguments: ['x'] },
    ]) {
      expect(await client.connection.sendRequest('workspace/executeCommand', params)).toBeNull();
    }
    await client.stop();
  }, 30_000);
});
