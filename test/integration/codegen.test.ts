import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CodegenError,
  generateCode,
  type GenerateCodeOptions,
  type PluginCommand,
  shippedGenerator,
} from '../../server/src/codegen/index.ts';
import { generatorBundles } from '../../scripts/generatorBundles.ts';
import { protocScript, temporaryFolder, writeFiles } from '../support/compileWithProtoc.ts';

const run = promisify(execFile);
const packages = resolve(import.meta.dirname, '../../node_modules');

const files = {
  'shop/order.proto': `
syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
import "shop/money.proto";
// An order.
service Orders {
  // Finds one.
  rpc Get(GetRequest) returns (Order);
  rpc Watch(stream GetRequest) returns (stream Order);
}
message GetRequest { string id = 1; optional int32 limit = 2; }
message Order {
  string id = 1;
  google.protobuf.Timestamp at = 2;
  Money total = 3;
  repeated string lines = 4;
  map<string, Money> parts = 5;
  oneof payment { string card = 6; bool cash = 7; }
  reserved 100 to 200;
}
`,
  'shop/money.proto': `
edition = "2023";
package shop;
message Money { string currency = 1; int64 units = 2; Kind kind = 3 [features.field_presence = IMPLICIT]; }
enum Kind { KIND_UNSPECIFIED = 0; KIND_CASH = 1; }
`,
};
const entries = Object.keys(files);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let descriptorSet: Buffer;
/** A folder like the packed program's: bundles below `generators`, no `node_modules` anywhere above. */
let program: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFiles(join(folder.path, 'proto'), files);
  await protoc(['--include_imports', '--include_source_info', `-o${join(folder.path, 'set.bin')}`]);
  descriptorSet = await readFile(join(folder.path, 'set.bin'));
  program = join(folder.path, 'dist');
  for (const { entryPoint, outputName, format, alias } of generatorBundles) {
    await build({
      entryPoints: [entryPoint],
      outfile: join(program, 'generators', outputName),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format,
      alias: { ...alias },
      minify: true,
    });
  }
});

afterAll(() => folder.remove());

function protoc(args: readonly string[]): Promise<unknown> {
  const roots = [`-I${join(folder.path, 'proto')}`, `-I${join(packages, 'protoc/include')}`];
  return run(process.execPath, [protocScript, ...roots, ...args, ...entries]);
}

function options(parts: Partial<GenerateCodeOptions> = {}): GenerateCodeOptions {
  return {
    descriptorSet,
    filesToGenerate: entries,
    plugin: shippedGenerator('protobuf-es', program),
    parameter: 'target=ts',
    outputFolder: join(folder.path, 'gen'),
    ...parts,
  };
}

async function contents(path: string): Promise<Record<string, string>> {
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  const found = names.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  const texts = await Promise.all(found.map((file) => readFile(file, 'utf8')));
  return Object.fromEntries(found.map((file, i) => [file.slice(path.length + 1), texts[i] ?? '']));
}

async function failure(parts: Partial<GenerateCodeOptions>): Promise<CodegenError> {
  const error: unknown = await generateCode(options(parts)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CodegenError)) {
    throw new Error(`expected a CodegenError, got ${String(error)}`);
  }
  return error;
}

function isRunFailure(error: unknown): error is { stdout: string } {
  return error instanceof Error && 'stdout' in error && typeof error.stdout === 'string';
}

/** A generator of the test: a script that sees the request on standard input. */
async function plugin(name: string, body: string): Promise<PluginCommand> {
  const script = join(folder.path, `${name}.cjs`);
  await writeFile(script, body);
  return { kind: 'script', name, script };
}

/** A generator that writes one empty file of a name. */
function writerOf(name: string, path: string): Promise<PluginCommand> {
  const file = Buffer.concat([Buffer.from([0x0a, Buffer.byteLength(path)]), Buffer.from(path)]);
  const response = Buffer.concat([
    Buffer.from([0x10, 3]),
    Buffer.from([0x7a, file.length]),
    file,
  ]).toString('base64');
  const body = `process.stdin.resume().on('end', () => process.stdout.write(Buffer.from('${response}', 'base64')));`;
  return plugin(name, body);
}

describe('protoc-gen-es', () => {
  it.each(['target=ts', 'target=js+dts', 'target=ts,import_extension=js'])(
    'writes with %s what it writes under protoc',
    async (parameter) => {
      const mine = join(folder.path, `mine ${parameter}`);
      const theirs = join(folder.path, `theirs ${parameter}`);
      await mkdir(theirs);
      const { written } = await generateCode(options({ outputFolder: mine, parameter }));
      const original = join(packages, '.bin/protoc-gen-es');
      await protoc([
        `--plugin=protoc-gen-es=${original}`,
        `--es_out=${theirs}`,
        `--es_opt=${parameter}`,
      ]);
      const expected = await contents(theirs);
      expect(Object.keys(expected).length).toBeGreaterThan(0);
      expect(await contents(mine)).toEqual(expected);
      expect(written.map((path) => path.slice(mine.length + 1))).toEqual(
        Object.keys(expected).sort(),
      );
    },
  );

  it('writes code that compiles', async () => {
    const outputFolder = join(folder.path, 'compiled');
    await generateCode(options({ outputFolder }));
    await mkdir(join(folder.path, 'node_modules'), { recursive: true });
    await symlink(join(packages, '@bufbuild'), join(folder.path, 'node_modules/@bufbuild'));
    const compilerOptions = {
      noEmit: true,
      strict: true,
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      types: [],
    };
    const config = join(folder.path, 'tsconfig.json');
    await writeFile(config, JSON.stringify({ compilerOptions, include: ['compiled'] }));
    const tsc = join(packages, 'typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', config]).catch((error: unknown) => ({
      stdout: isRunFailure(error) ? error.stdout : String(error),
    }));
    expect(stdout).toBe('');
  });

  it('writes nothing the second time', async () => {
    const outputFolder = join(folder.path, 'twice');
    const first = await generateCode(options({ outputFolder }));
    const second = await generateCode(options({ outputFolder }));
    expect(second.written).toEqual([]);
    expect(second.unchanged).toEqual(first.written);
  });

  it('generates for imports when asked, but not for google/protobuf', async () => {
    const filesToGenerate = ['shop/order.proto'];
    const alone = await generateCode(
      options({ filesToGenerate, outputFolder: join(folder.path, 'alone') }),
    );
    expect(alone.written.map((path) => path.split('/').at(-1))).toEqual(['order_pb.ts']);
    const all = await generateCode(
      options({ filesToGenerate, includeImports: true, outputFolder: join(folder.path, 'all') }),
    );
    expect(all.written.map((path) => path.split('/').at(-1))).toEqual([
      'money_pb.ts',
      'order_pb.ts',
    ]);
  });

  it('says what is wrong with a parameter', async () => {
    const error = await failure({ parameter: 'target=rust' });
    expect(error.message).toContain('protoc-gen-es');
    expect(error.message).toContain('target=rust');
  });

  it('comes as one file under a megabyte', async () => {
    const { size } = await stat(join(program, 'generators/protobuf-es.cjs'));
    expect(size).toBeLessThan(1_000_000);
  });
});

describe('a generator that cannot be trusted', () => {
  it.each([
    ['above the folder', '../x.ts'],
    ['above the folder by a detour', 'a/../../x.ts'],
    ['at an absolute path', '/tmp/proto-atlas-x.ts'],
  ])('writes nothing %s', async (_, path) => {
    const outputFolder = join(folder.path, 'hostile', 'gen');
    const error = await failure({ plugin: await writerOf('hostile', path), outputFolder });
    expect(error.kind).toBe('path');
    expect(error.message).toContain(path);
    await expect(contents(join(folder.path, 'hostile'))).rejects.toThrow('ENOENT');
  });

  it('fails with its exit code and what it said', async () => {
    const broken = await plugin('broken', "console.error('out of ideas'); process.exit(3);");
    const error = await failure({ plugin: broken });
    expect(error.kind).toBe('failed');
    expect(error.message).toBe('the generator broken ended with 3: out of ideas');
    expect(error.stderr).toBe('out of ideas');
  });

  it('answers with an error of its own', async () => {
    const refusing = await plugin(
      'refusing',
      `process.stdout.write(Buffer.from('0a026e6f', 'hex'));`,
    );
    const error = await failure({ plugin: refusing });
    expect(error.kind).toBe('refused');
    expect(error.message).toBe('the generator refusing says: no');
  });

  it('answers with what is no response', async () => {
    const babbling = await plugin('babbling', "console.log('Hello! I am not a plugin.');");
    expect((await failure({ plugin: babbling })).kind).toBe('failed');
  });

  it('does not say that it knows optional fields or editions', async () => {
    const old = await plugin('old', 'process.stdin.resume();');
    const error = await failure({ plugin: old });
    expect(error.kind).toBe('unsupported');
    expect(error.message).toContain('shop/order.proto');
    const edition = await failure({ plugin: old, filesToGenerate: ['shop/money.proto'] });
    expect(edition.message).toContain('editions');
  });

  it('hangs, and is ended when the time is over', async () => {
    const hanging = await plugin('hanging', 'setInterval(() => {}, 1000);');
    expect((await failure({ plugin: hanging, timeoutMs: 300 })).kind).toBe('timeout');
  });

  it('is ended when the caller gives up, and not started when that was before', async () => {
    const hanging = await plugin('hanging', 'setInterval(() => {}, 1000);');
    const abort = new AbortController();
    const ending = failure({ plugin: hanging, signal: abort.signal });
    abort.abort();
    expect((await ending).kind).toBe('cancelled');
    expect((await failure({ plugin: hanging, signal: abort.signal })).kind).toBe('cancelled');
  });

  it('is not there, or is no program', async () => {
    const path = join(folder.path, 'no-such-plugin');
    const missing = await failure({ plugin: { kind: 'executable', name: 'missing', path } });
    expect(missing.kind).toBe('start');
    expect(missing.message).toContain(path);
    const file = join(folder.path, 'not-executable');
    await writeFile(file, 'x');
    await chmod(file, 0o644);
    const plain = await failure({ plugin: { kind: 'executable', name: 'plain', path: file } });
    expect(plain.kind).toBe('start');
  });
});

describe('wrong input', () => {
  it.each([
    ['a file that is not in the set', { filesToGenerate: ['no/such.proto'] }],
    ['no file at all', { filesToGenerate: [] }],
    ['bytes that are no descriptor set', { descriptorSet: Buffer.from('0aff', 'hex') }],
  ])('%s', async (_, parts) => {
    expect((await failure(parts)).kind).toBe('input');
  });
});
