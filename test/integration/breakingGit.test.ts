import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LanguageSettings } from '../../protocol/language.ts';
import { runBreaking } from '../../server/src/commandLine/breaking.ts';
import { LanguageClient } from '../lsp/languageClient.ts';
import { GitRepository, hasGit } from '../support/gitRepository.ts';

const config = 'version: v2\nlint:\n  use: [IMPORT_USED]\nbreaking:\n  use: [FILE]\n';
const user =
  'syntax = "proto3";\npackage a;\nimport "b.proto";\nmessage User {\n  int32 id = 1;\n  b.Role role = 2;\n}\n';
const files = {
  'buf.yaml': config,
  'a.proto': user,
  'b.proto': 'syntax = "proto3";\npackage b;\nenum Role { ROLE_NONE = 0; }\n',
};
const renamed = user.replace('int32 id', 'int32 number');

let repository: GitRepository;
let client: LanguageClient | undefined;

beforeEach(async () => {
  repository = await GitRepository.create(files);
  await repository.git('checkout', '-q', '-b', 'topic');
});

afterEach(async () => {
  await client?.stop();
  client = undefined;
  repository.remove();
});

function uriOf(path: string): string {
  return pathToFileURL(join(repository.folder, path)).href;
}

async function start(settings?: LanguageSettings): Promise<LanguageClient> {
  client = await LanguageClient.start({
    folders: [repository.folder],
    ...(settings && { settings }),
  });
  return client;
}

function isBreaking(messages: readonly string[]): boolean {
  return messages.some((message) => message.includes('was called "id"'));
}

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const code = await runBreaking(args, {
    cwd: repository.folder,
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

describe.skipIf(!hasGit())('breaking changes since a commit', () => {
  it('are found as one types, with the earlier text', async () => {
    const server = await start();
    await server.open(uriOf('a.proto'), user);
    await server.replace(uriOf('a.proto'), renamed);
    const found = await server.findings(uriOf('a.proto'), isBreaking);
    const [finding] = found.filter(({ code }) => code === 'FIELD_SAME_NAME');
    expect(finding?.severity).toBe(DiagnosticSeverity.Warning);
    expect(await earlierTextOf(server, finding)).toBe(user);
    await server.replace(uriOf('a.proto'), user);
    await server.findings(uriOf('a.proto'), (messages) => !isBreaking(messages));
  });

  it('are hints where no buf.yaml asks for them', async () => {
    await repository.commit({ 'buf.yaml': 'version: v2\nlint:\n  use: [IMPORT_USED]\n' });
    const server = await start();
    await server.open(uriOf('a.proto'), renamed);
    const found = await server.findings(uriOf('a.proto'), isBreaking);
    expect(found.map(({ severity }) => severity)).toEqual([DiagnosticSeverity.Hint]);
  });

  it('are those since the branch began, not since its last commit', async () => {
    await repository.commit({ 'a.proto': renamed });
    const server = await start();
    await server.open(uriOf('a.proto'), renamed);
    await server.findings(uriOf('a.proto'), isBreaking);
  });

  it('are those since another revision when the settings say so', async () => {
    await repository.commit({ 'a.proto': renamed });
    const server = await start({ importRoots: [], breaking: { against: 'HEAD' } });
    await server.open(uriOf('a.proto'), user);
    const messages = await server.findings(uriOf('a.proto'), (all) => all.length > 0);
    expect(messages.map(({ message }) => message)).toEqual([
      'field "id" of message "User" was called "number"',
    ]);
  });

  it('follow the branch when another one is checked out', async () => {
    const server = await start();
    await server.open(uriOf('a.proto'), renamed);
    await server.findings(uriOf('a.proto'), isBreaking);
    await repository.git('checkout', '-q', 'main');
    await repository.commit({ 'a.proto': renamed });
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('a.proto'), type: 2 }],
    });
    await server.findings(uriOf('a.proto'), (messages) => !isBreaking(messages));
  });

  it('are found in the file that a message has moved to', async () => {
    const b = files['b.proto'];
    repository.write({ 'a.proto': 'syntax = "proto3";\npackage a;\n' });
    const moved = user.replace('int32 id', 'string id');
    repository.write({ 'c.proto': moved, 'b.proto': b });
    const server = await start();
    await server.open(uriOf('c.proto'), moved);
    await server.findings(uriOf('c.proto'), (all) =>
      all.some((one) => one.includes('changed its type')),
    );
  });

  it('are found in each of several repositories', async () => {
    const other = await GitRepository.create({ 'c.proto': user, 'b.proto': files['b.proto'] });
    try {
      client = await LanguageClient.start({ folders: [repository.folder, other.folder] });
      const uri = pathToFileURL(join(other.folder, 'c.proto')).href;
      await client.open(uriOf('a.proto'), renamed);
      await client.open(uri, renamed);
      await client.findings(uriOf('a.proto'), isBreaking);
      await client.findings(uri, isBreaking);
    } finally {
      other.remove();
    }
  });

  it('are printed by the command, as buf prints them', async () => {
    repository.write({ 'a.proto': renamed });
    rmSync(join(repository.folder, 'b.proto'));
    const { code, out } = await run('--against=main');
    expect(code).toBe(100);
    expect(out.split('\n')).toEqual([
      '<input>:1:1:file "b.proto" was deleted',
      'a.proto:5:3:field "number" of message "User" is called "number" in JSON, and was called "id"',
      'a.proto:5:9:field "number" of message "User" was called "id"',
      '',
    ]);
    const json = await run('--against', '.git#branch=main', '--error-format=json', 'a.proto');
    expect(JSON.parse(json.out.split('\n')[1] ?? '')).toMatchObject({
      path: 'a.proto',
      start_line: 5,
      start_column: 9,
      end_line: 5,
      end_column: 15,
      type: 'FIELD_SAME_NAME',
    });
  });

  it('are none against the same files, and cannot be told against no revision', async () => {
    expect(await run('--against=merge-base')).toEqual({ code: 0, out: '', err: '' });
    const { code, err } = await run('--against=nowhere');
    expect(code).toBe(1);
    expect(err).toContain('"nowhere" is no revision');
    expect((await run()).err).toContain('say what to compare with');
    expect((await run('--against=main', '--upload-pack=x')).code).toBe(1);
  });

  it('are found against a folder', async () => {
    const other = join(repository.folder, '.old');
    mkdirSync(other);
    writeFileSync(join(other, 'a.proto'), renamed);
    writeFileSync(join(other, 'b.proto'), files['b.proto']);
    const { out } = await run('--against=.old');
    expect(out).toContain('was called "number"');
  });
});

async function earlierTextOf(server: LanguageClient, finding: Diagnostic | undefined) {
  const uri = finding?.relatedInformation?.[0]?.location.uri;
  const { text } = await server.connection.sendRequest<{ readonly text: string }>(
    'protoAtlas/earlierText',
    { uri },
  );
  return text;
}
