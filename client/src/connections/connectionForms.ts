import * as vscode from 'vscode';
import type { TlsOptions } from '../../../protocol/connections.ts';
import { type Reach, type ReachOptions, readReach } from './reach.ts';

export interface AskEndpointsOptions extends ReachOptions {
  readonly title: string;
  readonly value: string;
}

/** Asks for addresses. A secret among them is taken out; one that the registry has no use for is refused. */
export async function askEndpoints(options: AskEndpointsOptions): Promise<Reach | undefined> {
  const { title, value } = options;
  const line = await vscode.window.showInputBox({
    title,
    prompt: 'Address, several with commas between; https:// in front for TLS',
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const reach = readReach(text, options);
      return 'problem' in reach ? reach.problem : undefined;
    },
  });
  if (line === undefined) {
    return undefined;
  }
  const reach = readReach(line, options);
  return 'problem' in reach ? undefined : reach;
}

/** Asks for a line that may be empty. */
export function askText(options: {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
}): Thenable<string | undefined> {
  return vscode.window.showInputBox({ ...options, ignoreFocusOut: true });
}

/** Asks for a password or token; empty text is an answer. */
export function askSecret(prompt: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({ prompt, password: true, ignoreFocusOut: true });
}

/** Asks for a name that no other connection has; answers it without the spaces around it. */
export async function askName(
  title: string,
  value: string,
  taken: ReadonlySet<string>,
): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: 'What the connection is called in the topology',
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text.trim() === '') {
        return 'a name is needed';
      }
      return taken.has(text.trim()) ? 'another connection has this name' : undefined;
    },
  });
  return name?.trim();
}

/** Asks for a file on disk. */
export async function askFile(
  title: string,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: 'Use This File',
    filters: Object.fromEntries(Object.entries(filters).map(([name, ends]) => [name, [...ends]])),
  });
  return chosen?.[0]?.fsPath;
}

/** Kinds of the file that a static connection reads. */
export const serviceFiles = { 'JSON or YAML': ['json', 'yaml', 'yml'] } as const;

interface TlsItem extends vscode.QuickPickItem {
  readonly change?: (tls: TlsOptions) => Promise<TlsOptions | undefined>;
}

/** Asks for the parts of TLS, one after the other, until the person is done. Null turns TLS off. */
export async function askTls(tls: TlsOptions | undefined): Promise<TlsOptions | null | undefined> {
  let current = tls ?? {};
  for (;;) {
    const picked = await vscode.window.showQuickPick<TlsItem>(tlsItems(current), {
      title: 'TLS',
      ignoreFocusOut: true,
    });
    if (picked === undefined) {
      return undefined;
    }
    if (picked.change === undefined) {
      return picked.label === noTls ? null : current;
    }
    current = (await picked.change(current)) ?? current;
  }
}

const noTls = '$(circle-slash) No TLS';

function tlsItems(tls: TlsOptions): readonly TlsItem[] {
  return [
    { label: '$(check) Use TLS like this' },
    fileItem('Authority', 'caFile', tls, 'those of the system'),
    fileItem('Client certificate', 'certFile', tls, 'none'),
    fileItem('Key of the client certificate', 'keyFile', tls, 'none'),
    {
      label: 'Name in the certificate',
      description: tls.serverName ?? 'the host of the address',
      change: async ({ serverName = '', ...rest }) => {
        const prompt = 'Name to expect in the certificate; empty for the host of the address';
        const name = await askText({ title: 'TLS', prompt, value: serverName });
        return name === undefined
          ? undefined
          : { ...rest, ...(name !== '' && { serverName: name }) };
      },
    },
    {
      label: 'Accept any certificate',
      description: tls.insecureSkipVerify === true ? 'yes, for trials only' : 'no',
      change: ({ insecureSkipVerify = false, ...rest }) =>
        Promise.resolve({ ...rest, ...(!insecureSkipVerify && { insecureSkipVerify: true }) }),
    },
    { label: noTls },
  ];
}

function fileItem(
  label: string,
  key: 'caFile' | 'certFile' | 'keyFile',
  tls: TlsOptions,
  otherwise: string,
): TlsItem {
  return {
    label,
    description: tls[key] ?? otherwise,
    change: async (current) => {
      const { [key]: before, ...rest } = current;
      const clear = before === undefined ? [] : ['Use None'];
      const how = await vscode.window.showQuickPick(['Choose a PEM file…', ...clear], {
        title: label,
      });
      if (how === undefined) {
        return undefined;
      }
      if (how === 'Use None') {
        return rest;
      }
      const file = await askFile(label, { PEM: ['pem', 'crt', 'cer', 'key'], 'All files': ['*'] });
      return file === undefined ? undefined : { ...rest, [key]: file };
    },
  };
}
