/**
 * Everything that `npm test` holds, in order: the build, lint, unit, integration (real etcd, Consul,
 * gRPC, protoc) and the tour through a real VS Code. The last line counts all of them.
 * `--only lint,unit` runs some of the parts.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lintAll } from './lint.ts';
import { packageExtension } from './package.ts';
import {
  bufBinary,
  chromiumBinary,
  codeServerEntry,
  consulBinary,
  etcdBinary,
  neovimBinary,
} from './realParts.ts';
import { registrationWriter } from './registrationWriter.ts';
import { runTool } from './tools.ts';

const root = resolve(import.meta.dirname, '..');
const results = join(root, 'test-results');
const onCi = process.env.CI === 'true';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Part {
  readonly name: string;
  run(): Promise<Count>;
}

const parts: readonly Part[] = [
  { name: 'parts', run: fetchParts },
  { name: 'build', run: () => counted(packageExtension) },
  { name: 'lint', run: lint },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'integration', run: () => vitest('integration') },
  { name: 'e2e', run: tour },
];

const fetched = [
  etcdBinary,
  consulBinary,
  bufBinary,
  registrationWriter,
  codeServerEntry,
  chromiumBinary,
  neovimBinary,
];

/** On CI a part that can't be had is a failure; elsewhere the tests that need it say so. */
async function fetchParts(): Promise<Count> {
  let count: Count = { passed: 0, failed: 0 };
  for (const fetchPart of fetched) {
    const one = await counted(() =>
      fetchPart((message) => {
        console.log(message);
      }),
    );
    count = add(count, onCi ? one : { passed: one.passed, failed: 0 });
  }
  return count;
}

async function lint(): Promise<Count> {
  let count: Count = { passed: 0, failed: 0 };
  await lintAll((name, passed) => {
    console.log(`${passed ? '✓' : '✗'} ${name}`);
    count = add(count, passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  });
  return count;
}

async function vitest(project: string): Promise<Count> {
  const report = join(results, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const green = await runTool('vitest', ['run', '--project', project, ...reporters], { cwd: root });
  const json = await readReport(report);
  const passed = numberAt(json, 'numPassedTests');
  // A skipped test on CI is a check that did not happen. A file that could not be loaded has no tests.
  const skipped = onCi ? numberAt(json, 'numPendingTests') : 0;
  const failed = numberAt(json, 'numFailedTests') + skipped;
  return { passed, failed: green ? failed : Math.max(failed, 1) };
}

async function tour(): Promise<Count> {
  const report = join(results, 'tour.json');
  const green = await runTool(
    'node',
    [join(root, 'scripts', 'demo.ts'), '--check', '--no-build', '--report', report],
    { cwd: root },
  );
  const json = await readReport(report);
  const steps: readonly unknown[] = Array.isArray(json) ? json : [];
  const failed = steps.filter((step) => isRecord(step) && step.error !== undefined).length;
  return { passed: steps.length - failed, failed: green ? failed : Math.max(failed, 1) };
}

async function counted(run: () => Promise<unknown>): Promise<Count> {
  try {
    await run();
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

async function readReport(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => 'null');
  return JSON.parse(text) as unknown;
}

function numberAt(json: unknown, key: string): number {
  const value = isRecord(json) ? json[key] : undefined;
  return typeof value === 'number' ? value : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function add(left: Count, right: Count): Count {
  return { passed: left.passed + right.passed, failed: left.failed + right.failed };
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',');
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
let total: Count = { passed: 0, failed: 0 };
for (const part of parts) {
  if (wanted === undefined || wanted.includes(part.name)) {
    console.log(`\n== ${part.name}`);
    const started = Date.now();
    const count = await part.run();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${part.name}: ${count.passed} passed, ${count.failed} failed in ${seconds} s`);
    total = add(total, count);
  }
}
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);
