import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LanguageClient } from './languageClient.ts';

const texts = {
  'base.proto': 'syntax = "proto3";\npackage p;\nmessage Base {}\n',
  'user.proto':
    'syntax = "proto3";\npackage p;\nimport "base.proto";\nmessage User { Base base = 1; }\n',
  'other.proto': 'syntax = "proto3";\npackage p;\nmessage Other { Missing m = 1; }\n',
};

const none = (messages: readonly string[]): boolean => messages.length === 0;
const some = (part: string) => (messages: readonly string[]) =>
  messages.some((message) => message.includes(part));

let folder: string;
let client: LanguageClient;

function uriOf(path: keyof typeof texts): string {
  return pathToFileURL(join(folder, path)).href;
}

async function start(scope: 'openFiles' | 'workspace', pulls = true): Promise<void> {
  const settings = { importRoots: [], diagnostics: { scope } };
  client = await LanguageClient.start({ folders: [folder], settings, pulls });
}

async function open(...paths: (keyof typeof texts)[]): Promise<void> {
  for (const path of paths) {
    await client.open(uriOf(path), texts[path]);
  }
}

/** Puts a word in the place of `Base` in line 2 of `base.proto`. */
async function renameBase(from: string, to: string): Promise<void> {
  const start = { line: 2, character: 8 };
  const end = { line: 2, character: 8 + from.length };
  await client.edit(uriOf('base.proto'), { range: { start, end }, newText: to });
}

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'proto-atlas-pull-')));
  for (const [path, text] of Object.entries(texts)) {
    await writeFile(join(folder, path), text);
  }
});

afterEach(async () => {
  await client.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('findings of a document that are asked for', () => {
  it('are those of the text as it was when they were asked for', async () => {
    await start('openFiles');
    await open('user.proto');
    const use = { line: 3, character: 15 };
    const range = { start: use, end: { ...use, character: 19 } };
    await client.edit(uriOf('user.proto'), { range, newText: 'Bose' });
    const report = await client.pull(uriOf('user.proto'));
    expect(report).toMatchObject({ kind: 'full', items: [{ code: 'not-defined' }] });
  });

  it('are told to be the same as long as they are', async () => {
    await start('openFiles');
    await open('user.proto', 'base.proto');
    const first = await client.pull(uriOf('user.proto'));
    expect(first).toMatchObject({ kind: 'full', items: [] });
    const end = { line: 3, character: 0 };
    const edit = { range: { start: end, end }, newText: '// A comment.\n' };
    await client.edit(uriOf('base.proto'), edit);
    const second = await client.pull(uriOf('user.proto'));
    expect(second).toEqual({ kind: 'unchanged', resultId: first.resultId });
  });

  it('are asked for again when an edit of another document changes them', async () => {
    await start('openFiles');
    await open('base.proto', 'user.proto');
    await client.findings(uriOf('user.proto'), none);
    await renameBase('Base', 'Basis');
    await client.pull(uriOf('base.proto'));
    await client.findings(uriOf('user.proto'), some('"Base" is not defined'));
    await renameBase('Basis', 'Base');
    await client.pull(uriOf('base.proto'));
    await client.findings(uriOf('user.proto'), none);
  });

  it('are empty for a document that the server does not know', async () => {
    await start('openFiles');
    const report = await client.ask<DocumentDiagnosticReport>(
      'textDocument/diagnostic',
      pathToFileURL(join(folder, 'unknown.proto')).href,
    );
    expect(report).toMatchObject({ kind: 'full', items: [] });
  });
});

describe('findings that are sent', () => {
  it('follow an edit, in its document and in those that depend on it', async () => {
    await start('openFiles', false);
    await open('base.proto', 'user.proto');
    await client.findings(uriOf('user.proto'), none);
    await renameBase('Base', 'Basis;');
    await client.findings(uriOf('base.proto'), (messages) => messages.length > 0);
    await client.findings(uriOf('user.proto'), some('"Base" is not defined'));
  });

  it('are right at the end of a storm of edits', async () => {
    await start('openFiles', false);
    await open('base.proto', 'user.proto');
    for (let round = 0; round < 200; round++) {
      await renameBase(round % 2 === 0 ? 'Base' : 'Best', round % 2 === 0 ? 'Best' : 'Base');
    }
    await renameBase('Base', 'Last');
    await client.findings(uriOf('user.proto'), some('"Base" is not defined'));
    await renameBase('Last', 'Base');
    await client.findings(uriOf('user.proto'), none);
  });
});

describe('findings of the whole workspace', () => {
  interface Progress {
    readonly value: WorkspaceDiagnosticReport;
  }

  /** Asks as an editor does: again and again, with what it was told before. */
  class Watcher {
    readonly found = new Map<string, WorkspaceDocumentDiagnosticReport>();

    async ask(): Promise<void> {
      const ids = [...this.found].map(([uri, { resultId }]) => ({ uri, value: resultId ?? '' }));
      const partialResultToken = `part${this.found.size}`;
      const take = ({ items }: WorkspaceDiagnosticReport): void =>
        items.forEach((item) => this.found.set(item.uri, item));
      const progress = client.connection.onNotification('$/progress', ({ value }: Progress) =>
        take(value),
      );
      take(
        await client.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', {
          previousResultIds: ids,
          partialResultToken,
        }),
      );
      progress.dispose();
    }

    messages(path: keyof typeof texts): readonly unknown[] {
      const report = this.found.get(uriOf(path));
      return report?.kind === 'full' ? report.items.map(({ message }) => message) : [];
    }
  }

  it('are told as they are found, and again when a change elsewhere changes them', async () => {
    await start('workspace');
    const watcher = new Watcher();
    await watcher.ask();
    expect([...watcher.found.keys()]).toEqual([uriOf('other.proto')]);
    expect(watcher.messages('other.proto')).toEqual(['"Missing" is not defined']);

    const next = watcher.ask();
    await open('base.proto');
    await renameBase('Base', 'Missing');
    await next;
    expect(watcher.messages('user.proto')).toContain('"Base" is not defined');
    expect(watcher.messages('other.proto')[0]).toContain('it is defined in "base.proto"');

    const last = watcher.ask();
    await renameBase('Missing', 'Base');
    await last;
    expect(watcher.messages('user.proto')).toEqual([]);
    expect(watcher.messages('other.proto')).toEqual(['"Missing" is not defined']);
  });
});
