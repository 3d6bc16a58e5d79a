import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEdits } from '../features/applyEdits.ts';
import { LanguageClient } from '../lsp/languageClient.ts';

const user = `syntax = "proto3";\nimport "base.proto";\nmessage User { base.Base b = 1; }\n`;
const base = `syntax = "proto3";\npackage base;\nmessage Base {\n  int32 a = 1;\n}\n`;

let folder: string;
let client: LanguageClient;
const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'proto-atlas-refactoring-')));
  await writeFile(join(folder, 'user.proto'), user);
  await writeFile(join(folder, 'base.proto'), base);
  client = await LanguageClient.start({ folders: [folder] });
  await client.open(uriOf('base.proto'), base);
});

afterAll(async () => {
  await client.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('refactoring over stdio', () => {
  it('mends imports before a file moves', async () => {
    const edit = await client.connection.sendRequest<WorkspaceEdit>('workspace/willRenameFiles', {
      files: [{ oldUri: uriOf('base.proto'), newUri: uriOf('lib/base.proto') }],
    });
    expect(applyEdits(user, edit.changes?.[uriOf('user.proto')] ?? [])).toContain(
      'import "lib/base.proto";',
    );
  });

  it('renames a package', async () => {
    const edit = await client.ask<WorkspaceEdit>(
      'textDocument/rename',
      uriOf('base.proto'),
      { line: 1, character: 10 },
      { newName: 'core' },
    );
    expect(applyEdits(user, edit.changes?.[uriOf('user.proto')] ?? [])).toContain('core.Base b');
  });

  it('answers the actions of the kinds that are asked for', async () => {
    const start = { line: 3, character: 8 };
    const ask = (only: readonly string[]) =>
      client.ask<CodeAction[]>('textDocument/codeAction', uriOf('base.proto'), undefined, {
        range: { start, end: start },
        context: { diagnostics: [], only },
      });
    const titles = (await ask(['refactor'])).map(({ title }) => title);
    expect(titles).toContain('Delete field "a" and reserve its number and name');
    expect(await ask(['source'])).toEqual([]);
  });
});
