/**
 * The real programs that the demo and the tests run against, fetched into `.cache/real-parts` from
 * the machine's own npm and Debian mirrors. Each function answers the path of an executable, or
 * throws a `MissingPartError` that tells a person how to get it.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isDebian, onPath, unpackDebianPackages } from './debianPackages.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');

/** Where fetched parts are kept. Safe to delete. */
export const realPartsFolder = join(root, '.cache', 'real-parts');

/** A part can't be had here; the message says what is missing and how to get it. */
export class MissingPartError extends Error {
  override readonly name = 'MissingPartError';
}

export type Progress = (message: string) => void;

interface DebianPart {
  readonly name: string;
  readonly package: string;
  /** The release that carries the wanted version. */
  readonly suite: string;
  /** Path of the executable inside the package. */
  readonly file: string;
  readonly environment: string;
  readonly command: string;
  readonly help: string;
}

const etcd: DebianPart = {
  name: 'etcd 3.5',
  package: 'etcd-server',
  suite: 'trixie',
  file: 'usr/bin/etcd',
  environment: 'PROTO_ATLAS_ETCD',
  command: 'etcd',
  help: 'install etcd 3.4 or later and put it on PATH, or set PROTO_ATLAS_ETCD',
};

const consul: DebianPart = {
  name: 'Consul',
  package: 'consul',
  suite: 'bullseye',
  file: 'usr/bin/consul',
  environment: 'PROTO_ATLAS_CONSUL',
  command: 'consul',
  help: 'install Consul 1.8 or later and put it on PATH, or set PROTO_ATLAS_CONSUL',
};

interface InstalledPart {
  readonly name: string;
  /** The first one is the part itself. */
  readonly packages: readonly [string, ...string[]];
  readonly environment: string;
  readonly commands: readonly string[];
  readonly help: string;
}

const chromium: InstalledPart = {
  name: 'Chromium',
  packages: ['chromium', 'fonts-dejavu-core'],
  environment: 'PROTO_ATLAS_CHROMIUM',
  commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  help: 'install chromium or Google Chrome (Debian: apt-get install chromium), or set PROTO_ATLAS_CHROMIUM',
};

const neovim: InstalledPart = {
  name: 'Neovim',
  packages: ['neovim'],
  environment: 'PROTO_ATLAS_NEOVIM',
  commands: ['nvim'],
  help: 'install Neovim 0.7 or later (Debian: apt-get install neovim), or set PROTO_ATLAS_NEOVIM',
};

/** The etcd server. */
export function etcdBinary(progress: Progress = () => undefined): Promise<string> {
  return debianBinary(etcd, progress);
}

/** The Consul agent. */
export function consulBinary(progress: Progress = () => undefined): Promise<string> {
  return debianBinary(consul, progress);
}

const codeServerVersion = '4.139.1';

/** The `code-server` entry script: a real VS Code served to a browser. Needs Node 24. */
export async function codeServerEntry(progress: Progress = () => undefined): Promise<string> {
  const folder = join(realPartsFolder, `code-server-${codeServerVersion}`);
  const entry = join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  await once(folder, async (staging) => {
    progress(`fetching VS Code (code-server ${codeServerVersion}), about a minute …`);
    await writeFile(join(staging, 'package.json'), '{ "private": true }\n');
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await npm(['install', ...quiet, `code-server@${codeServerVersion}`], staging);
    progress('fetching the parts of VS Code …');
    const vscode = join(staging, 'node_modules', 'code-server', 'lib', 'vscode');
    await npm(['install', '--omit=dev', ...quiet], vscode);
    await npm(['install', '--omit=dev', ...quiet], join(vscode, 'extensions'));
  });
  return entry;
}

const bufVersion = '1.75.0';

/** The `buf` command: the oracle of formatting and a peer to measure against; no part of the product. */
export async function bufBinary(progress: Progress = () => undefined): Promise<string> {
  const named = namedBy('PROTO_ATLAS_BUF');
  if (named !== undefined) {
    return named;
  }
  const folder = join(realPartsFolder, `buf-${bufVersion}`);
  await once(folder, async (staging) => {
    progress(`fetching buf ${bufVersion} …`);
    await writeFile(join(staging, 'package.json'), '{ "private": true }\n');
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    await npm(['install', ...quiet, `@bufbuild/buf@${bufVersion}`], staging);
  });
  const packages = join(folder, 'node_modules', '@bufbuild');
  // The package itself has a script that starts the program, which is in one for the machine.
  const ofMachine = (await readdir(packages)).find((name) => name.startsWith('buf-')) ?? 'buf';
  const program = process.platform === 'win32' ? 'buf.exe' : 'buf';
  return join(packages, ofMachine, 'bin', ofMachine === 'buf' ? 'buf' : program);
}

/** A Chromium that Playwright can drive. */
export function chromiumBinary(progress: Progress = () => undefined): Promise<string> {
  return installedBinary(chromium, progress);
}

/** Neovim, which speaks to the language server as its users set it up. */
export function neovimBinary(progress: Progress = () => undefined): Promise<string> {
  return installedBinary(neovim, progress);
}

/** A path that a person gave by an environment variable; it has to be there. */
function namedBy(variable: string): string | undefined {
  const named = process.env[variable];
  if (named !== undefined && !existsSync(named)) {
    throw new MissingPartError(`${variable} names ${named}, and there is no such file`);
  }
  return named;
}

/** What is on the machine, or can be installed there with all that it needs. */
async function installedBinary(part: InstalledPart, progress: Progress): Promise<string> {
  const found = namedBy(part.environment) ?? (await onPath(part.commands));
  if (found !== undefined) {
    return found;
  }
  if ((await isDebian()) && process.getuid?.() === 0) {
    progress(`installing ${part.packages[0]} from Debian …`);
    await aptInstall(part.packages);
  }
  const installed = await onPath(part.commands);
  if (installed === undefined) {
    throw new MissingPartError(`no ${part.name} found: ${part.help}`);
  }
  return installed;
}

async function debianBinary(part: DebianPart, progress: Progress): Promise<string> {
  const named = namedBy(part.environment);
  if (named !== undefined) {
    return named;
  }
  const folder = join(realPartsFolder, `${part.package}-${part.suite}`);
  const binary = join(folder, part.file);
  if (existsSync(binary)) {
    return binary;
  }
  let reason = 'this is not a Debian machine';
  if (await isDebian()) {
    try {
      await once(folder, async (staging) => {
        progress(`fetching ${part.name} from Debian ${part.suite} …`);
        await unpackDebianPackages([part.package], part.suite, staging);
        await chmod(join(staging, part.file), 0o755);
      });
      return binary;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  const other = await onPath([part.command]);
  if (other === undefined) {
    throw new MissingPartError(`no ${part.name} found (${reason}): ${part.help}`);
  }
  return other;
}

async function aptInstall(packages: readonly string[]): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env: environment, maxBuffer: 1 << 26 });
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
    env: environment,
    maxBuffer: 1 << 26,
  });
}

/**
 * Fills `folder` by way of a staging folder that is renamed when complete, so that an interrupted
 * run leaves nothing that looks finished.
 */
export async function once(
  folder: string,
  fill: (staging: string) => Promise<void>,
): Promise<void> {
  if (existsSync(folder)) {
    return;
  }
  await mkdir(realPartsFolder, { recursive: true });
  const staging = await mkdtemp(`${folder}.part-`);
  try {
    await fill(staging);
    await chmod(staging, 0o755);
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(folder)) {
      throw error;
    }
  }
}

function npm(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn('npm', args, {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.on('error', fail);
    child.on('exit', (code) => {
      if (code === 0) {
        done();
      } else {
        fail(
          new MissingPartError(
            `npm ${args.join(' ')} failed in ${cwd} with exit code ${code ?? 'none'}`,
          ),
        );
      }
    });
  });
}

if (import.meta.main) {
  const say: Progress = (message) => {
    console.log(message);
  };
  console.log(await etcdBinary(say));
  console.log(await consulBinary(say));
  console.log(await codeServerEntry(say));
  console.log(await chromiumBinary(say));
}
