// @ts-check
/**
 * What has to happen before any dependency is there: install them, then go on under the Node that
 * they bring. Uses Node's own modules alone, and runs on Node 20.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const binaries = join(root, 'node_modules', '.bin');
const marker = join(root, '.cache', 'dependencies.sha256');

/**
 * Installs what package-lock.json names, unless the last complete install was of the same file.
 * An interrupted install leaves no marker, so the next run starts it again.
 */
export async function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major === undefined || major < 20) {
    throw new Error(`Node 20 or later is needed, this is ${process.version}`);
  }
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(marker) && existsSync(binaries) && readFileSync(marker, 'utf8') === wanted) {
    return;
  }
  console.log('installing dependencies (npm ci), about a minute the first time …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  });
  if (code !== 0) {
    throw new Error(`npm ci failed with exit code ${code}: see its messages above`);
  }
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(marker, wanted);
}

/**
 * Runs a script of this folder under the Node that the dependencies bring, and answers its exit code.
 * @param {string} script
 * @param {readonly string[]} args
 */
export function runScript(script, args) {
  return run(join(binaries, 'node'), [join(root, 'scripts', script), ...args], { shell: false });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ shell: boolean }} options
 * @returns {Promise<number>}
 */
function run(command, args, { shell }) {
  return new Promise((done, fail) => {
    const env = { ...process.env, PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}` };
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env, shell });
    // Ctrl-C reaches the child too: wait for it to tidy up. A plain SIGTERM is passed on.
    const onInterrupt = () => undefined;
    const onTerminate = () => child.kill('SIGTERM');
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      done(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * The whole of a bootstrapped command: dependencies, then the script; failures in one line.
 * @param {string} script
 */
export async function main(script) {
  try {
    await ensureDependencies();
    process.exitCode = await runScript(script, process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
