import { join } from 'node:path';
import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { LanguageServerPlace } from './languageService.ts';
import { rootPathOf } from './rootPaths.ts';
import { languageServerFlags } from './serverFlags.ts';

/** The server as a process of this computer. Node keeps its compiled code, as far as it can. */
export function languageServerProcess(
  context: Pick<vscode.ExtensionContext, 'asAbsolutePath' | 'globalStorageUri' | 'storageUri'>,
): LanguageServerPlace {
  const codeCache = join(context.globalStorageUri.fsPath, 'code');
  const server = {
    module: context.asAbsolutePath('dist/languageServer.cjs'),
    transport: TransportKind.ipc,
    options: {
      execArgv: [...languageServerFlags],
      env: { ...process.env, NODE_COMPILE_CACHE: codeCache },
    },
  };
  return {
    createClient: (options) => new QuietClient('protoAtlas', 'Proto Atlas', server, options),
    resolveRoot: rootPathOf,
    cacheFolder: context.storageUri?.fsPath,
    calls: true,
  };
}

/** Writes to the log what it would show: errors are shown at one place. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
