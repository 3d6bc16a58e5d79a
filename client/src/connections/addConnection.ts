import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type {
  EtcdConnection,
  LocalRegistry,
  RegistryConnection,
  RegistryKind,
} from '../../../protocol/connections.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import {
  askEndpoints,
  askFile,
  askName,
  askSecret,
  askText,
  serviceFiles,
} from './connectionForms.ts';
import { secretOf } from './connectionSecrets.ts';
import type { ConnectionStore } from './connectionStore.ts';
import { defaultPorts } from './endpoint.ts';
import type { Reach } from './reach.ts';
import { confirmByTest } from './testConnection.ts';

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
  const taken = context.store.namesBeside(draft.id);
  const name = await askName('Add Registry Connection: Name', draft.name, taken);
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
  const known = new Set(store.all().flatMap(endpointsOf));
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
  const kind = 'etcd';
  const reach = await askReach(kind);
  const username = reach && (reach.username ?? (await askUser()));
  if (reach === undefined || username === undefined) {
    return undefined;
  }
  const base = { kind, ...placeOf(kind, reach), prefixes: [] } as const;
  if (username === '') {
    return base;
  }
  const password = reach.secret ?? (await askSecret(`Password of ${username}`));
  return password === undefined ? undefined : { ...base, username, password };
}

async function draftConsul(): Promise<RegistryConnection | undefined> {
  const kind = 'consul';
  const reach = await askReach(kind);
  const token = reach && (reach.secret ?? (await askSecret('ACL token (Enter for none)')));
  if (reach === undefined || token === undefined) {
    return undefined;
  }
  return { kind, ...placeOf(kind, reach), ...(token !== '' && { token }) };
}

async function draftStatic(): Promise<RegistryConnection | undefined> {
  const file = await askFile('File that lists the services', serviceFiles);
  return file === undefined
    ? undefined
    : { kind: 'static', id: newId('static'), name: basename(file), file };
}

function askReach(kind: 'etcd' | 'consul'): Promise<Reach | undefined> {
  const port = defaultPorts[kind];
  const title = `Add Registry Connection: ${kind === 'etcd' ? 'etcd' : 'Consul'}`;
  return askEndpoints({ title, kind, port, value: `localhost:${port}` });
}

function askUser(): Thenable<string | undefined> {
  return askText({
    title: 'Add Registry Connection: etcd',
    prompt: 'User; Enter for none',
    value: '',
  });
}

function placeOf(
  kind: RegistryKind,
  { endpoints, isSecure }: Reach,
): Pick<EtcdConnection, 'id' | 'name' | 'endpoints' | 'tls'> {
  const name = endpoints[0] ?? kind;
  return { id: newId(kind), name, endpoints, ...(isSecure && { tls: {} }) };
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

function newId(kind: RegistryKind): string {
  return `${kind}-${randomBytes(4).toString('hex')}`;
}
