import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCompile } from '../../server/src/commandLine/compile.ts';

const protoc = resolve(import.meta.dirname, '../../node_modules/.bin/protoc');
let folder = '';

const files: Readonly<Record<string, string>> = {
  'a/main.proto':
    'syntax = "proto3";\npackage p;\nimport "part.proto";\n// A message.\nmessage Main { Part part = 1; }\n',
  'a/part.proto': 'syntax = "proto3";\npackage p;\n// A part.\nmessage Part {}\n',
  'a/any.proto':
    'syntax = "proto3";\nimport "google/protobuf/any.proto";\nimport "part.proto";\nmessage A { google.protobuf.Any any = 1; }\n',
  'a/options.proto':
    'edition = "2024";\npackage o;\nimport "google/protobuf/descriptor.proto";\n' +
    'extend google.protobuf.MessageOptions { string kept = 50001; string source = 50002 [retention = RETENTION_SOURCE]; }\n' +
    'extend google.protobuf.FieldOptions { int32 weight = 50001; }\n',
  'a/user.proto':
    'edition = "2024";\nimport option "options.proto";\n' +
    'message U { option (o.kept) = "x"; option (o.source) = "y"; int32 a = 1 [(o.weight) = 5, deprecated = true]; }\n',
  'a/twice.proto': 'syntax = "proto3";\npackage p;\nmessage Part {}\n',
  'shadow/part.proto': 'syntax = "proto3";\npackage p;\nmessage Part { int32 other = 1; }\n',
  'broken.bin': '\x0a\x05\x01',
  'empty.bin': '',
};

/** Descriptor sets that protoc makes of the files, by name, with their flags. */
const sets: Readonly<Record<string, readonly string[]>> = {
  'all.bin': ['--include_imports', '--include_source_info', 'main.proto', 'any.proto'],
  'plain.bin': ['main.proto', 'part.proto', 'any.proto'],
  'main.bin': ['--include_source_info', 'main.proto'],
  'part.bin': ['part.proto'],
  'twice.bin': ['twice.proto'],
  'user.bin': ['--include_source_info', 'user.proto'],
  'options.bin': ['--include_imports', 'user.proto', 'options.proto'],
  'retained.bin': ['--retain_options', '--include_imports', 'user.proto', 'options.proto'],
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'compile-sets-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, 'latin1');
  }
  mkdirSync(join(folder, 'empty'));
  for (const [name, flags] of Object.entries(sets)) {
    expect(ask('-Ia', `-o${name}`, ...flags).code).toBe(0);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly code: number;
  readonly errors: readonly string[];
}

function ask(...args: string[]): Answer {
  const run = spawnSync(process.execPath, [protoc, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: run.status ?? 1, errors: run.stderr.trimEnd().split('\n') };
}

async function compile(...args: string[]): Promise<Answer> {
  let errors = '';
  const io = { cwd: folder, stdout: () => undefined, stderr: (text: string) => (errors += text) };
  const code = await runCompile(args, io);
  return { code, errors: errors.trimEnd().split('\n') };
}

const accepted: readonly (readonly string[])[] = [
  ['--descriptor_set_in=all.bin', 'main.proto'],
  ['--descriptor_set_in', 'all.bin', 'any.proto', 'main.proto'],
  ['--descriptor_set_in=main.bin:part.bin', 'main.proto'],
  ['--descriptor_set_in=:main.bin::all.bin:', 'main.proto'],
  ['--descriptor_set_in=main.bin', '-Ia', 'main.proto'],
  ['--descriptor_set_in=plain.bin', '-Iempty', 'any.proto'],
  ['--descriptor_set_in=all.bin', '-Ishadow', 'main.proto'],
  ['--descriptor_set_in=all.bin', '-Ishadow', 'main.proto', 'shadow/part.proto'],
  ['--descriptor_set_in=part.bin', '-Ia', 'a/main.proto'],
  ['--descriptor_set_in=user.bin', 'user.proto'],
  ['--descriptor_set_in=options.bin', 'user.proto'],
  ['--descriptor_set_in=retained.bin', 'user.proto'],
  ['--descriptor_set_in=retained.bin', '--retain_options', 'user.proto'],
  ['--descriptor_set_in=user.bin', '-Ia', 'options.proto', 'user.proto'],
  ['--descriptor_set_in=part.bin:twice.bin', 'part.proto'],
];

/** With the first line of ours. */
const refused: readonly (readonly [string, string])[] = [
  [
    '--descriptor_set_in=plain.bin any.proto',
    'any.proto: import "google/protobuf/any.proto" was not',
  ],
  ['--descriptor_set_in=main.bin main.proto', 'main.proto: import "part.proto" was not found'],
  ['--descriptor_set_in=main.bin -Iempty main.proto', 'main.proto: import "part.proto" was not'],
  [
    '--descriptor_set_in=main.bin --descriptor_set_in=part.bin main.proto',
    '--descriptor_set_in may only be passed once; put ":" between several descriptor sets',
  ],
  [
    '--descriptor_set_in=all.bin a/main.proto',
    'Could not find file in descriptor database: a/main',
  ],
  ['--descriptor_set_in=all.bin -Iempty a/main.proto', 'a/main.proto: File does not reside within'],
  [
    '--descriptor_set_in=all.bin none.proto',
    'Could not find file in descriptor database: none.pro',
  ],
  ['--descriptor_set_in=all.bin -Ia none.proto', 'none.proto: No such file or directory'],
  [
    '--descriptor_set_in=empty.bin main.proto',
    'Could not find file in descriptor database: main.p',
  ],
  ['--descriptor_set_in=none.bin main.proto', 'none.bin: No such file or directory'],
  ['--descriptor_set_in=broken.bin main.proto', 'broken.bin: Unable to parse.'],
  ['--descriptor_set_in=all.bin:broken.bin main.proto', 'broken.bin: Unable to parse.'],
  ['--descriptor_set_in=a/main.proto main.proto', 'a/main.proto: Unable to parse.'],
  ['--descriptor_set_in=a main.proto', 'a: Is a directory'],
  ['--descriptor_set_in= main.proto', 'Missing value for flag: --descriptor_set_in'],
  ['--descriptor_set_in=all.bin', 'Missing input file'],
  [
    '--descriptor_set_in=part.bin:twice.bin part.proto twice.proto',
    'twice.proto: "p.Part" is already defined in file "part.proto"',
  ],
];

describe('compile of descriptor sets', () => {
  it.each(accepted.map((args) => args.join(' ')))('writes what protoc writes: %s', async (line) => {
    for (const more of [
      [],
      ['--include_imports'],
      ['--include_imports', '--include_source_info'],
    ]) {
      const args = [...line.split(' '), ...more];
      const theirs = ask('-otheirs.out', ...args);
      const ours = await compile('-oours.out', ...args);
      expect({ theirs: theirs.code, ours }).toMatchObject({ theirs: 0, ours: { code: 0 } });
      expect(ours.errors.length).toBe(theirs.errors.length);
      const [mine, wanted] = ['ours.out', 'theirs.out'].map((name) =>
        readFileSync(join(folder, name)),
      );
      expect(mine).toEqual(wanted);
    }
  });

  it.each(refused)('refuses what protoc refuses: %s', async (line, message) => {
    const args = line.split(' ');
    const theirs = ask('-otheirs.out', ...args);
    const ours = await compile('-orefused.out', ...args);
    expect([theirs.code, ours.code]).toEqual([1, 1]);
    expect(ours.errors[0]).toContain(message);
    expect(existsSync(join(folder, 'refused.out'))).toBe(false);
  });
});
