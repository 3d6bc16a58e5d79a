import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLint } from '../../server/src/commandLine/lint.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lint-command-'));
  mkdirSync(join(folder, 'linted', 'sub'), { recursive: true });
  mkdirSync(join(folder, 'free'));
  writeFileSync(join(folder, 'linted', 'buf.yaml'), 'version: v2\nlint:\n  use: [BASIC]\n');
  writeFileSync(
    join(folder, 'linted', 'sub', 'a.proto'),
    'syntax = "proto3";\npackage sub;\nmessage a_b {}\n',
  );
  writeFileSync(join(folder, 'linted', 'b.proto'), 'syntax = "proto3";\npackage sub;\n');
  writeFileSync(join(folder, 'free', 'c.proto'), 'syntax = "proto3";\nmessage c_d {}\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(cwd: string, ...args: string[]) {
  let out = '';
  let err = '';
  const code = await runLint(args, {
    cwd: join(folder, cwd),
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

describe('proto-atlas lint', () => {
  it('prints what breaks the rules of the buf.yaml around a folder', async () => {
    const { code, out } = await run('linted/sub');
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^a\.proto:2:1: .* \[PACKAGE_SAME_DIRECTORY\]$/),
      'a.proto:3:9: message "a_b" is not in PascalCase: call it "AB" [MESSAGE_PASCAL_CASE]',
      '',
    ]);
  });

  it('prints one file as JSON, as buf does', async () => {
    const { out } = await run('linted', '--error_format=json', 'sub/a.proto');
    expect(JSON.parse(out.split('\n')[1] ?? '')).toMatchObject({
      path: join('sub', 'a.proto'),
      start_line: 3,
      start_column: 9,
      end_line: 3,
      end_column: 12,
      type: 'MESSAGE_PASCAL_CASE',
    });
  });

  it('takes rules where there is no buf.yaml', async () => {
    expect(await run('free', '--use=MESSAGE_PASCAL_CASE')).toMatchObject({ code: 1 });
    expect(await run('free', '--use=COMMENT_ENUM')).toEqual({ code: 0, out: '', err: '' });
  });

  it.each([
    [['--use=NONE_SUCH'], /"NONE_SUCH" is no rule/],
    [['--error_format=xml'], /not xml/],
    [['--what'], /unknown option --what/],
    [['gone.proto'], /gone\.proto: no such file/],
    [[], /add a buf\.yaml/],
  ])('says of %j what is wrong', async (args, message) => {
    const { code, err } = await run('free', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
