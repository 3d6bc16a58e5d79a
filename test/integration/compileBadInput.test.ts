import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = resolve(import.meta.dirname, '../../server/src/cli.ts');
let folder = '';

const header = 'syntax = "proto3";\n';
const files: Readonly<Record<string, string>> = {
  'good.proto': `${header}message Good {}\n`,
  'cycle.proto': `${header}import "cycle2.proto";\n`,
  'cycle2.proto': `${header}import "cycle.proto";\n`,
  'missing.proto': `${header}import "none.proto";\n`,
  'importsFolder.proto': `${header}import "folder.proto";\n`,
  'importsLoop.proto': `${header}import "loop.proto";\n`,
  'importsMemory.proto': `${header}import "memory.proto";\n`,
  'importsPipe.proto': `${header}import "pipe.proto";\n`,
  'one/same.proto': `${header}message One {}\n`,
  'two/same.proto': `${header}message Two {}\n`,
  'deep.proto': `${header}${'message M {'.repeat(10_000)}${'}'.repeat(10_000)}\n`,
  'braces.proto': `${header}${'{'.repeat(10_000)}\n`,
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'compile-bad-'));
  ['one', 'two', 'folder.proto'].forEach((name) => void mkdirSync(join(folder, name)));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  symlinkSync('none.proto', join(folder, 'broken.proto'));
  symlinkSync('loop.proto', join(folder, 'loop.proto'));
  symlinkSync('/proc/self/mem', join(folder, 'memory.proto'));
  symlinkSync('/dev/zero', join(folder, 'zero.proto'));
  spawnSync('mkfifo', [join(folder, 'pipe.proto')]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a process of its own. */
async function run(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [cli, 'compile', ...args], { cwd: folder });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => void (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => void (err += data.toString()));
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}

const cases: readonly (readonly [what: string, args: string[], firstLine: RegExp])[] = [
  ['a cycle of imports', ['cycle.proto'], /^cycle2?\.proto:2:\d+: file recursively imports itself/],
  [
    'a missing import',
    ['missing.proto'],
    /^missing\.proto:2:\d+: import "none.proto" was not found/,
  ],
  ['a folder', ['folder.proto'], /^folder\.proto: Input file is a directory$/],
  [
    'an imported folder',
    ['importsFolder.proto'],
    /^importsFolder\.proto:2:\d+: import "folder.proto" was/,
  ],
  ['a link to nothing', ['broken.proto'], /^broken\.proto: No such file or directory$/],
  ['a link to itself', ['loop.proto'], /^loop\.proto: Too many levels of symbolic links$/],
  [
    'an imported link to itself',
    ['importsLoop.proto'],
    /^importsLoop\.proto:2:\d+: import "loop.proto" was/,
  ],
  ['a pipe', ['pipe.proto'], /^pipe\.proto: Input is not a regular file$/],
  [
    'an imported pipe',
    ['importsPipe.proto'],
    /^importsPipe\.proto:2:\d+: import "pipe.proto" was not/,
  ],
  ['a device', ['zero.proto'], /^zero\.proto: Input is not a regular file$/],
  [
    'a file that another root hides',
    ['-Ione', '-Itwo', 'two/same.proto'],
    /^two\/same\.proto: Input is shadowed in the --proto_path by "one\/same\.proto"/,
  ],
  ['ten thousand nested messages', ['deep.proto'], /^deep\.proto:2:\d+: /],
  ['ten thousand braces', ['braces.proto'], /^braces\.proto:2:\d+: /],
];

describe('compile, as a process, of what is no input', () => {
  it.each(cases)('refuses %s, and writes nothing', async (_, args, firstLine) => {
    const { code, out, err } = await run('-oout.bin', ...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n')[0]).toMatch(firstLine);
    expect(err).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, 'out.bin'))).toBe(false);
  });

  it.runIf(process.platform === 'linux')('tells of a file that cannot be read', async () => {
    const named = await run('-oout.bin', 'memory.proto');
    expect(named).toEqual({ code: 1, out: '', err: 'memory.proto: Input/output error\n' });
    const imported = await run('-oout.bin', 'importsMemory.proto');
    expect(imported.code).toBe(1);
    expect(imported.err).toContain('memory.proto: Input/output error\nimportsMemory.proto:2:');
  });

  it('refuses a socket', async () => {
    const socket = createServer().listen(join(folder, 'socket.proto'));
    await once(socket, 'listening');
    const { code, err } = await run('socket.proto');
    socket.close();
    expect({ code, err }).toEqual({ code: 1, err: 'socket.proto: Input is not a regular file\n' });
  });

  it('leaves what an earlier run wrote when there is an error', async () => {
    expect((await run('-okept.bin', 'good.proto')).code).toBe(0);
    const before = readFileSync(join(folder, 'kept.bin'));
    expect((await run('-okept.bin', 'good.proto', 'missing.proto')).code).toBe(1);
    expect(readFileSync(join(folder, 'kept.bin'))).toEqual(before);
  });

  it.runIf(process.platform === 'linux')('tells that there is no room for the set', async () => {
    const { code, err } = await run('-o/dev/full', 'good.proto');
    expect({ code, err }).toEqual({ code: 1, err: '/dev/full: No space left on device\n' });
    expect(existsSync('/dev/full')).toBe(true);
  });

  it('reads a file of a hundred megabytes to its last line', { timeout: 180_000 }, async () => {
    const lines = 2_400_000;
    const line = '// a line of a comment that fills the file\n';
    writeFileSync(
      join(folder, 'huge.proto'),
      `${header}${line.repeat(lines)}message A { Gone g = 1; }`,
    );
    const { code, err } = await run('-oout.bin', 'huge.proto');
    expect({ code, err }).toEqual({
      code: 1,
      err: `huge.proto:${lines + 2}:13: "Gone" is not defined\n`,
    });
    expect(existsSync(join(folder, 'out.bin'))).toBe(false);
  });
});
