import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type {
  LocalRegistry,
  RegistryConnection,
  RegistryKind,
} from '../../../protocol/connections.ts';
import { messageOf } from '../commands/userError.ts';
import { withProgress } from '../commands/progress.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import type { ConnectionStore } from './connectionStore.ts';
import { defaultPorts, parseEndpoints } from './endpoint.ts';

export interface AddConnectionContext {
  readonly store: ConnectionStore;
  readonly topology: TopologySender;
}

/** Asks what to connect to, tests it, and saves it. Undefined when the person left off. */
export async function addConnection(
  context: AddConnectionContext,
): Promise<RegistryConnection | undefined> {
  const start = await pickStart(context);
  const draft = start === undefined ? undefined : await draftOf(start);
  if (draft === undefined || !(await confirmByTest(draft, context.topology))) {
    return undefined;
  }
  const name = await askName(draft, context.store);
  if (name === undefined) {
    return undefined;
  }
  return save({ ...draft, name }, context.store);
}

/** A registry that was found, or a kind to fill in by hand. */
type Start =
  { readonly kind: 'found'; readonly registry: LocalRegistry } | { readonly kind: RegistryKind };

interface StartItem extends vscode.QuickPickItem {
  readonly start?: Start;
}

const manualItems: readonly StartItem[] = [
  { label: 'Other', kind: vscode.QuickPickItemKind.Separator },
  {
    label: '$(database) etcd…',
    description: 'endpoints, user and password',
    start: { kind: 'etcd' },
  },
  {
    label: '$(server-environment) Consul…',
    description: 'agent address and token',
    start: { kind: 'consul' },
  },
  {
    label: '$(file) Static file…',
    description: 'services listed in JSON or YAML',
    start: { kind: 'static' },
  },
];

/** Shows the choice at once; registries that answer on this machine join it when they are found. */
function pickStart({ store, topology }: AddConnectionContext): Promise<Start | undefined> {
  const picker = vscode.window.createQuickPick<StartItem>();
  picker.title = 'Add Registry Connection';
  picker.placeholder = 'Looking for registries on this machine…';
  picker.items = manualItems;
  picker.busy = true;
  const controller = new AbortController();
  const known = new Set(store.configured().connections.flatMap(endpointsOf));
  void findLocal(topology, controller.signal).then((found) => {
    const fresh = found.filter(({ endpoint }) => !known.has(endpoint));
    picker.items = [...foundItems(fresh), ...manualItems];
    picker.placeholder = 'Where are the services registered?';
    picker.busy = false;
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.start);
      picker.hide();
    });
    picker.onDidHide(() => {
      controller.abort();
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** A failed look is no failure of the command: the kinds can be filled in by hand. */
async function findLocal(
  topology: TopologySender,
  signal: AbortSignal,
): Promise<readonly LocalRegistry[]> {
  try {
    return (await topology.send('connections/detectLocal', {}, signal)).found;
  } catch {
    return [];
  }
}

function foundItems(found: readonly LocalRegistry[]): readonly StartItem[] {
  if (found.length === 0) {
    return [];
  }
  const items = found.map((registry) => ({
    label: `$(plug) ${registry.kind === 'etcd' ? 'etcd' : 'Consul'} at ${registry.endpoint}`,
    description: `version ${registry.version}`,
    start: { kind: 'found', registry } as const,
  }));
  return [
    { label: 'Answering on this machine', kind: vscode.QuickPickItemKind.Separator },
    ...items,
  ];
}

function endpointsOf(connection: RegistryConnection): readonly string[] {
  return connection.kind === 'static' ? [] : connection.endpoints;
}

async function draftOf(start: Start): Promise<RegistryConnection | undefined> {
  switch (start.kind) {
    case 'found':
      return draftOfFound(start.registry);
    case 'etcd':
      return draftEtcd();
    case 'consul':
      return draftConsul();
    case 'static':
      return draftStatic();
  }
}

function draftOfFound({ kind, endpoint }: LocalRegistry): RegistryConnection {
  const base = { id: newId(kind), name: endpoint, endpoints: [endpoint] };
  return kind === 'etcd' ? { ...base, kind, prefixes: [] } : { ...base, kind };
}

async function draftEtcd(): Promise<RegistryConnection | undefined> {
  const reach = await askEndpoints('etcd', defaultPorts.etcd);
  const username = reach && (await askOptional('etcd user', 'Enter for none'));
  if (reach === undefined || username === undefined) {
    return undefined;
  }
  const base = { kind: 'etcd', id: newId('etcd'), name: reach.name, prefixes: [] } as const;
  if (username === '') {
    return { ...base, ...reach.rest };
  }
  const password = await askSecret(`Password of ${username}`);
  return password === undefined ? undefined : { ...base, ...reach.rest, username, password };
}

async function draftConsul(): Promise<RegistryConnection | undefined> {
  const reach = await askEndpoints('Consul', defaultPorts.consul);
  const token = reach && (await askSecret('ACL token (Enter for none)'));
  if (reach === undefined || token === undefined) {
    return undefined;
  }
  const base = { kind: 'consul', id: newId('consul'), name: reach.name } as const;
  return { ...base, ...reach.rest, ...(token !== '' && { token }) };
}

async function draftStatic(): Promise<RegistryConnection | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'File that lists the services',
    openLabel: 'Use This File',
    filters: { 'JSON or YAML': ['json', 'yaml', 'yml'] },
  });
  const file = chosen?.[0]?.fsPath;
  if (file === undefined) {
    return undefined;
  }
  return { kind: 'static', id: newId('static'), name: basename(file), file };
}

interface Reach {
  readonly name: string;
  readonly rest: { readonly endpoints: readonly string[]; readonly tls?: Record<string, never> };
}

async function askEndpoints(title: string, port: number): Promise<Reach | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Add Registry Connection: ${title}`,
    prompt: 'Address, several with commas between; https:// in front for TLS',
    value: `localhost:${port}`,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const result = parseEndpoints(value, port);
      return 'problem' in result ? result.problem : undefined;
    },
  });
  const parsed = text === undefined ? [] : parseEndpoints(text, port);
  if ('problem' in parsed || parsed[0] === undefined) {
    return undefined;
  }
  const endpoints = parsed.map(({ address }) => address);
  return {
    name: parsed[0].address,
    rest: { endpoints, ...(parsed[0].secure && { tls: {} }) },
  };
}

function askOptional(prompt: string, placeHolder: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({ prompt, placeHolder, ignoreFocusOut: true });
}

/** Asks for a password or token; empty text is an answer. */
export function askSecret(prompt: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({ prompt, password: true, ignoreFocusOut: true });
}

/** True to go on: it answered, or the person wants it all the same. */
async function confirmByTest(
  connection: RegistryConnection,
  topology: TopologySender,
): Promise<boolean> {
  for (;;) {
    const result = await testConnection(connection, topology);
    if (result.kind !== 'failed') {
      return result.kind === 'answered';
    }
    const choice = await vscode.window.showWarningMessage(
      `Not connected: ${result.reason}`,
      'Try Again',
      'Save Anyway',
    );
    if (choice !== 'Try Again') {
      return choice === 'Save Anyway';
    }
  }
}

export type TestResult =
  | { readonly kind: 'answered'; readonly detail: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** Connects once, under a notification that can be cancelled. */
export function testConnection(
  connection: RegistryConnection,
  topology: TopologySender,
): Promise<TestResult> {
  return withProgress(`Connecting to ${connection.name}…`, async (signal) => {
    try {
      const { detail } = await topology.send('connections/test', { connection }, signal);
      return { kind: 'answered', detail };
    } catch (error) {
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', reason: messageOf(error) };
    }
  });
}

function askName(
  { name }: RegistryConnection,
  store: ConnectionStore,
): Thenable<string | undefined> {
  const taken = new Set(store.configured().connections.map((connection) => connection.name));
  return vscode.window.showInputBox({
    title: 'Add Registry Connection: Name',
    prompt: 'What the connection is called in the topology',
    value: name,
    ignoreFocusOut: true,
    validateInput: (value) => {
      if (value.trim() === '') {
        return 'a name is needed';
      }
      return taken.has(value.trim()) ? 'another connection has this name' : undefined;
    },
  });
}

/** The secret goes first, so that the change of the settings finds it. */
async function save(
  draft: RegistryConnection,
  store: ConnectionStore,
): Promise<RegistryConnection> {
  const secret = secretOf(draft);
  if (secret !== undefined) {
    await store.secrets.set(draft, secret);
  }
  await store.add(draft);
  return draft;
}

function secretOf(connection: RegistryConnection): string | undefined {
  switch (connection.kind) {
    case 'etcd':
      return connection.password;
    case 'consul':
      return connection.token;
    case 'static':
      return undefined;
  }
}

function newId(kind: RegistryKind): string {
  return `${kind}-${randomBytes(4).toString('hex')}`;
}
