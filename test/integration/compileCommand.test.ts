import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCompile } from '../../server/src/commandLine/compile.ts';
import { runProtoc } from '../support/protoc.ts';

let folder = '';

const files: Readonly<Record<string, string | Uint8Array>> = {
  'good.proto':
    'syntax = "proto3";\nimport "google/protobuf/any.proto";\nimport "sub/part.proto";\nmessage A { google.protobuf.Any any = 1; p.Part part = 2; }\n',
  'sub/part.proto': 'syntax = "proto3";\npackage p;\n// A part.\nmessage Part {}\n',
  'other/sub/part.proto': 'syntax = "proto3";\nmessage Shadow {}\n',
  'bad.proto': 'syntax = "proto3";\nmessage A {\n\tB b = 1;\n}\n',
  'unused.proto': 'syntax = "proto3";\nimport "sub/part.proto";\n',
  'latin1.proto': Buffer.from('syntax = "proto3";\n// caf\xe9\nmessage A {}\n', 'latin1'),
  'latin1String.proto': Buffer.from(
    'syntax = "proto3";\noption java_package = "\xe9";\n',
    'latin1',
  ),
  'importsBad.proto':
    'syntax = "proto3";\nimport "bad.proto";\nimport "none.proto";\nmessage C { A a = 1; }\n',
  'dir.proto/keep': '',
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'compile-command-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCompile(args, {
    cwd: folder,
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
  });
  return { code, out, err };
}

describe('compile', () => {
  it('writes the set that protoc writes', async () => {
    const flags = ['--include_imports', '--include_source_info'];
    const result = await run('-o', 'set.bin', ...flags, 'good.proto');
    expect(result).toEqual({ code: 0, out: '', err: '' });
    const expected = runProtoc(folder, [...flags, 'good.proto']).output;
    expect(readFileSync(join(folder, 'set.bin'))).toEqual(Buffer.from(expected ?? []));
  });

  it.each([
    ['-I.', '-oset.bin'],
    ['-I', '.', '--descriptor_set_out=set.bin'],
    ['--proto_path=.', '--descriptor_set_out', 'set.bin'],
    ['--proto_path', '.:other', '-oset.bin'],
  ])('takes its flags in each form: %s %s %s', async (...flags: string[]) => {
    const result = await run(...flags, './good.proto');
    expect(result).toEqual({ code: 0, out: '', err: '' });
  });

  it('takes arguments from a file, one a line, as they are', async () => {
    writeFileSync(join(folder, 'arguments'), '-Iother\r\n-I.\n\n--error_format=json\nbad.proto\n');
    const { code, err } = await run('@arguments');
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ file: 'bad.proto', line: 3 });
  });

  it('maps an import path to a folder', async () => {
    const result = await run('-Isub=sub', '-Ivirtual=.', 'virtual/good.proto', 'sub/part.proto');
    expect(result).toEqual({ code: 0, out: '', err: '' });
  });

  it('gives errors with line and column, tabs counted as protoc does', async () => {
    const result = await run('-oset.bin', 'bad.proto');
    expect(result).toEqual({ code: 1, out: '', err: 'bad.proto:3:9: "B" is not defined\n' });
    expect(runProtoc(folder, ['bad.proto']).errors).toMatch(/bad\.proto:3:9: /);
  });

  it('gives errors of imports, and of imports that are not there', async () => {
    const { code, err } = await run('importsBad.proto');
    expect(code).toBe(1);
    expect(err).toContain('bad.proto:3:9: "B" is not defined');
    expect(err).toContain('importsBad.proto:3:8: import "none.proto" was not found');
  });

  it('warns of unused imports and succeeds', async () => {
    const { code, err } = await run('unused.proto');
    expect(code).toBe(0);
    expect(err).toBe('unused.proto:2:1: warning: import sub/part.proto is unused\n');
    expect((await run('--fatal_warnings', 'unused.proto')).code).toBe(1);
  });

  it('writes findings as JSON', async () => {
    const { err } = await run('--error_format=json', 'bad.proto');
    expect(JSON.parse(err)).toEqual({
      file: 'bad.proto',
      line: 3,
      column: 9,
      severity: 'error',
      code: 'not-defined',
      message: '"B" is not defined',
    });
  });

  it.each([
    ['a file that is missing', ['nope.proto'], 'nope.proto: No such file or directory'],
    ['a folder', ['dir.proto'], 'dir.proto: Input file is a directory'],
    ['a file outside of every root', ['-Iother', 'bad.proto'], 'bad.proto: File does not reside'],
    ['a shadowed file', ['-Iother', '-I.', 'sub/part.proto'], 'Input is shadowed'],
    ['a string that is not UTF-8', ['latin1String.proto'], 'latin1String.proto:2:24: file is not'],
    ['no file', [], 'Missing input file'],
    ['an argument file that is missing', ['@none'], 'Failed to open argument file: none: No such'],
    ['an unknown flag', ['--bogus', 'bad.proto'], 'Unknown flag: --bogus'],
    ['an output that cannot be written', ['-o/no/such', 'sub/part.proto'], '/no/such: No such'],
  ])('tells %s in a line, and exits with 1', async (_, args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('takes comments that are not UTF-8, with a warning', async () => {
    const { code, err } = await run('latin1.proto');
    expect(code).toBe(0);
    expect(err).toBe('latin1.proto:2:7: warning: comment is not UTF-8; save the file as UTF-8\n');
  });

  it('refuses what is neither a file nor a folder', async () => {
    const socket = createServer().listen(join(folder, 'socket.proto'));
    await once(socket, 'listening');
    const { code, err } = await run('socket.proto');
    socket.close();
    expect(code).toBe(1);
    expect(err).toBe('socket.proto: Input is not a regular file\n');
  });

  it('prints its usage', async () => {
    for (const flag of ['-h', '--help']) {
      const { code, out } = await run(flag);
      expect(code).toBe(0);
      expect(out).toContain('--include_source_info');
    }
  });
});

describe('compile, of much text', () => {
  const count = 40;
  const comment = `// ${'x'.repeat(97)}\n`.repeat(1000);
  const names = Array.from({ length: count }, (_, index) => `big/p${index}/a.proto`);

  /** Pairs of files in folders of their own, which all import one more. */
  function writeFiles(shared: string): void {
    mkdirSync(join(folder, 'big'), { recursive: true });
    writeFileSync(join(folder, 'big', 'shared.proto'), `syntax = "proto3";\n${shared}\n`);
    for (const name of names) {
      const at = dirname(name);
      const package_ = at.replaceAll('/', '.');
      mkdirSync(join(folder, at), { recursive: true });
      writeFileSync(
        join(folder, name),
        `syntax = "proto3";\npackage ${package_};\nimport "${at}/b.proto";\nimport /* from */ "big/shared.proto";\n${comment}message A { B b = 1; S s = 2; }\n`,
      );
      writeFileSync(
        join(folder, at, 'b.proto'),
        `syntax = "proto3";\npackage ${package_};\nmessage B {}\n`,
      );
    }
  }

  it.each([
    [['--include_imports']],
    [['--include_source_info']],
    [['--include_imports', '--include_source_info']],
  ])('gives what protoc gives when threads share the work: %j', async (flags) => {
    writeFiles('message S {}');
    expect(await run('-oset.bin', ...flags, ...names)).toEqual({ code: 0, out: '', err: '' });
    const expected = runProtoc(folder, [...flags, ...names]).output;
    expect(readFileSync(join(folder, 'set.bin')).equals(expected ?? Buffer.of())).toBe(true);
  });

  it('tells an error of a file that all share once', async () => {
    writeFiles('message S { Gone gone = 1; }');
    const { code, err } = await run(...names);
    expect(code).toBe(1);
    expect(err).toBe('big/shared.proto:2:13: "Gone" is not defined\n');
  });

  it('tells a cycle of imports as it does of little text', async () => {
    writeFiles(`import "${names[0] ?? ''}"; message S {}`);
    const all = await run(...names);
    const one = await run(names[0] ?? '');
    expect(all.code).toBe(1);
    expect(all.err.split('\n')[0]).toBe(one.err.split('\n')[0]);
  });
});
