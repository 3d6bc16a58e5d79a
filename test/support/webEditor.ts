/**
 * VS Code in a browser, as a web site serves it: its files from a folder, no program behind it. Its
 * extensions run in a worker, and the folder that is open in it is in memory.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { build } from 'esbuild';
import { codeServerEntry } from '../../scripts/realParts.ts';
import { browserBundles } from './virtualServer.ts';

const root = resolve(import.meta.dirname, '../..');

export interface WebEditor {
  readonly url: string;
  stop(): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** Serves the editor with the extension, and with files, by their paths, in its folder. */
export async function startWebEditor(files: Readonly<Record<string, string>>): Promise<WebEditor> {
  const entry = await codeServerEntry();
  const code = resolve(entry, '../../../lib/vscode');
  const extension = await browserBundles();
  const folder = await memoryFolder(files);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://editor').pathname);
    const contents = async (): Promise<string | Uint8Array> => {
      const [, site = '', rest = ''] = /^\/(\w*)\/?(.*)$/.exec(path) ?? [];
      switch (site) {
        case '':
          return workbenchPage(code, addressOf(server));
        case 'code':
          return withoutRemote(rest, await readFile(inside(code, rest)));
        case 'memoryFolder':
          return folder.get(rest) ?? Promise.reject(new Error(`no ${rest}`));
        default:
          return extension.get(rest.replace('dist/', '')) ?? readFile(inside(root, rest));
      }
    };
    contents().then(
      (body) => {
        const type = contentTypes[extname(path === '/' ? 'page.html' : path)] ?? 'text/plain';
        response.writeHead(200, { 'content-type': type }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://${addressOf(server)}/`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function addressOf(server: Server): string {
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

function inside(folder: string, path: string): string {
  const full = join(folder, path);
  if (!full.startsWith(folder + sep)) {
    throw new Error(`${path} leads out of the folder`);
  }
  return full;
}

/** Another extension: the file system of the folder. */
async function memoryFolder(
  files: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/client/memoryFolder.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    external: ['vscode'],
    define: { memoryFiles: JSON.stringify(files) },
  });
  const manifest = {
    name: 'memory-folder',
    publisher: 'test',
    version: '0.0.1',
    engines: { vscode: '^1.91.0' },
    browser: './extension.cjs',
    activationEvents: ['onFileSystem:memfs'],
  };
  return new Map<string, string | Uint8Array>([
    ['package.json', JSON.stringify(manifest)],
    ['extension.cjs', outputFiles[0]?.contents ?? ''],
  ]);
}

async function workbenchPage(code: string, authority: string): Promise<string> {
  const extension = (path: string) => ({ $mid: 1, scheme: 'http', authority, path });
  const configuration = {
    folderUri: { $mid: 1, scheme: 'memfs', path: '/' },
    additionalBuiltinExtensions: [extension('/extension'), extension('/memoryFolder')],
    enableWorkspaceTrust: false,
    productConfiguration: { nameShort: 'Web', nameLong: 'Web', applicationName: 'web' },
    configurationDefaults: {
      'workbench.startupEditor': 'none',
      'chat.disableAIFeatures': true,
      'telemetry.telemetryLevel': 'off',
    },
    // What only this distribution of the editor asks for.
    userDataPath: '/user',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
  };
  const values: Readonly<Record<string, string>> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('"', '&quot;'),
    WORKBENCH_WEB_BASE_URL: '/code',
    WORKBENCH_NLS_URL: '/code/out/nls.messages.js',
    WORKBENCH_NLS_FALLBACK_URL: '/code/out/nls.messages.js',
  };
  const page = await readFile(inside(code, 'out/vs/code/browser/workbench/workbench.html'), 'utf8');
  return page.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/**
 * This distribution of the editor always connects to the server that it comes from, and keeps the
 * user's files there. Here it does neither, as the editor that it is made from.
 */
function withoutRemote(path: string, contents: Buffer): string | Buffer {
  if (path !== 'out/vs/code/browser/workbench/workbench.js') {
    return contents;
  }
  const changes: readonly (readonly [RegExp, string])[] = [
    [/,remoteAuthority:location\.host\}/, '}'],
    [/(file\(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/, '$1vscodeUserData'],
  ];
  let text = contents.toString();
  for (const [pattern, replacement] of changes) {
    if (!pattern.test(text)) {
      throw new Error(`the editor has changed: ${pattern.source} is not in it`);
    }
    text = text.replace(pattern, replacement);
  }
  return text;
}
