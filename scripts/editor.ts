import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../test/support/realServer.ts';
import { codeServerEntry, type Progress } from './realParts.ts';

export interface EditorOptions {
  readonly vsix: string;
  readonly workspace: string;
  /** User data and extensions; kept between runs so that a repeated start is quick. */
  readonly home: string;
  readonly port?: number;
  /** Settings of the user beside those that keep the window clean. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly progress: Progress;
  /** Lines that the server prints. */
  readonly log: Progress;
}

export interface Editor {
  readonly url: string;
  stop(): Promise<void>;
}

/** A clean window: no welcome page, no assistants, no prompts that would cover the view. */
const userSettings = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'editor.accessibilitySupport': 'off',
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
};

/** Serves a real VS Code with the packaged extension installed and the workspace open. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  const entry = await codeServerEntry(options.progress);
  const userData = join(options.home, 'user-data');
  const extensions = join(options.home, 'extensions');
  await mkdir(join(userData, 'User'), { recursive: true });
  const settings = { ...userSettings, ...options.settings };
  await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions];
  await installExtension(entry, extensions, folders, options);

  options.progress('starting VS Code …');
  const [port = 0] = options.port === undefined ? await freePorts(1) : [options.port];
  const child = spawn(
    process.execPath,
    [
      entry,
      ...folders,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-workspace-trust', '--disable-telemetry', '--disable-update-check'],
      ...['--ignore-last-opened', options.workspace],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: editorEnvironment() },
  );
  child.stdout.on('data', (data: Buffer) => {
    options.log(data.toString());
  });
  child.stderr.on('data', (data: Buffer) => {
    options.log(data.toString());
  });
  const exited = new Promise<void>((done) =>
    child.once('exit', () => {
      done();
    }),
  );
  const url = `http://127.0.0.1:${port}/`;
  await answering(url, exited);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Installs the VSIX, unless the very same file is installed already. */
async function installExtension(
  entry: string,
  extensions: string,
  folders: readonly string[],
  { vsix, progress, log }: EditorOptions,
): Promise<void> {
  const marker = join(extensions, 'proto-atlas.sha256');
  const hash = createHash('sha256')
    .update(await readFile(vsix))
    .digest('hex');
  const installed = await readFile(marker, 'utf8').catch(() => '');
  if (installed === hash) {
    return;
  }
  progress('installing the extension into VS Code …');
  await rm(extensions, { recursive: true, force: true });
  await mkdir(extensions, { recursive: true });
  const code = await new Promise<number | null>((done, fail) => {
    const child = spawn(process.execPath, [entry, ...folders, '--install-extension', vsix], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: editorEnvironment(),
    });
    child.stdout.on('data', (data: Buffer) => {
      log(data.toString());
    });
    child.stderr.on('data', (data: Buffer) => {
      log(data.toString());
    });
    child.on('error', fail);
    child.on('exit', done);
  });
  if (code !== 0) {
    throw new Error(`installing ${vsix} into VS Code failed with exit code ${code ?? 'none'}`);
  }
  await writeFile(marker, hash);
}

/** Inside a VS Code terminal these variables would make the new server talk to the outer one. */
function editorEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && name !== 'NODE_OPTIONS' && name !== 'PORT',
  );
  return Object.fromEntries(kept);
}

async function answering(url: string, exited: Promise<void>): Promise<void> {
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  const giveUp = Date.now() + 60_000;
  while (Date.now() < giveUp) {
    if (gone) {
      throw new Error('VS Code stopped while starting: run the demo with --verbose to see why');
    }
    const ok = await fetch(`${url}healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) {
      return;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`VS Code did not answer at ${url} within a minute`);
}
