import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  CodeLens,
  InlayHint,
  Location,
  Position,
  SignatureHelp,
} from 'vscode-languageserver-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LanguageClient } from '../lsp/languageClient.ts';

const text = `edition = "2023";
message Base { extensions 100 to max; }
service S { rpc Get(Base) returns (Base); }
`;

describe('the language server', () => {
  let folder = '';
  let client: LanguageClient;
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  const ask = <R>(method: string, params: object): Promise<R> =>
    client.connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri: uriOf('a.proto') },
      ...params,
    });

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'proto-atlas-help-')));
    await writeFile(join(folder, 'a.proto'), text);
    const extension = 'import "a.proto";\nextend Base { optional Base own = 100; }\n';
    await writeFile(join(folder, 'b.proto'), extension);
    client = await LanguageClient.start({
      folders: [folder],
      settings: { importRoots: [], inlayHints: { fieldTags: true } },
    });
    await client.open(uriOf('a.proto'), text);
  });

  afterAll(async () => {
    await client.stop();
    await rm(folder, { recursive: true });
  });

  const at = (line: number, character: number): { readonly position: Position } => ({
    position: { line, character },
  });

  it('helps with the types of an rpc', async () => {
    const help = await ask<SignatureHelp>('signatureHelp', at(2, 36));
    expect(help.activeParameter).toBe(1);
  });

  it('shows hints as the settings want them', async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await ask<readonly InlayHint[]>('inlayHint', { range });
    expect(hints.map(({ label }) => label)).toEqual([
      'EXPLICIT, OPEN, PACKED, VERIFY, LENGTH_PREFIXED, ALLOW',
    ]);
  });

  it('counts references when a lens comes into sight', async () => {
    const lenses = await ask<readonly CodeLens[]>('codeLens', {});
    const [first] = lenses.filter(({ command }) => command === undefined);
    const resolved = await client.connection.sendRequest<CodeLens>('codeLens/resolve', first);
    expect(resolved.command?.title).toBe('4 references');
  });

  it('finds the extensions of a message', async () => {
    const found = await ask<readonly Location[]>('implementation', at(1, 9));
    expect(found.map(({ uri }) => uri)).toEqual([uriOf('b.proto')]);
  });
});
