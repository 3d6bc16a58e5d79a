import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { shop } from './plan.ts';
import type { Registries } from './plan.ts';
import type { RunningInstance } from './supervisor.ts';

export interface WorkspaceOptions extends Registries {
  /** Where the copy goes; made when absent, files of the same name replaced. */
  readonly folder: string;
  /** The instances that run; written to the static registry when there is no other. */
  readonly instances: readonly Pick<RunningInstance, 'service' | 'id' | 'address'>[];
}

const source = resolve(import.meta.dirname, '..', 'workspace');
/** Where registries listen unless told otherwise; what the workspace as checked in connects to. */
export const usualRegistries = { etcd: '127.0.0.1:2379', consul: '127.0.0.1:8500' } as const;

/** Relative to the folder that is open. */
const staticFile = 'services.yaml';

/** Copies the demo workspace to a folder and connects it to the registries that run. */
export async function prepareWorkspace(options: WorkspaceOptions): Promise<void> {
  const { folder } = options;
  if (resolve(folder) !== source) {
    await cp(source, folder, { recursive: true });
  }
  await mkdir(join(folder, '.vscode'), { recursive: true });
  await writeFile(join(folder, '.vscode', 'settings.json'), settingsText(options));
  await writeFile(join(folder, staticFile), staticRegistryText(options));
}

/** `.vscode/settings.json` with a connection to each registry. */
export function settingsText({ etcd, consul }: Registries): string {
  const settings = {
    'protoAtlas.connections': [
      ...(etcd === undefined
        ? []
        : [{ kind: 'etcd', id: 'demo-etcd', name: 'Demo etcd', endpoints: [etcd] }]),
      ...(consul === undefined
        ? []
        : [{ kind: 'consul', id: 'demo-consul', name: 'Demo Consul', endpoints: [consul] }]),
      { kind: 'static', id: 'demo-static', name: 'Declared by hand', file: staticFile },
    ],
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

/**
 * `services.yaml`: who calls whom by design. Instances are in it only where no registry has them, so
 * that nothing is shown twice.
 */
export function staticRegistryText({
  etcd,
  consul,
  instances,
}: Omit<WorkspaceOptions, 'folder'>): string {
  const isAlone = etcd === undefined && consul === undefined;
  const services = shop.map(({ name, dependsOn }) => ({
    name,
    instances: instances
      .filter((instance) => isAlone && instance.service === name)
      .map(({ id, address }) => ({ address, metadata: { id, protocol: 'grpc' }, tags: ['demo'] })),
    dependsOn,
  }));
  return `${staticHeading}${stringify({ services })}`;
}

const staticHeading = `# The shop as its builders meant it: which service calls which.
# Proto Atlas reads this file as a registry of its own and watches it. An instance looks like this:
#   instances:
#     - address: 127.0.0.1:50051
#       metadata: { version: v1.2.0 }
#       tags: [canary]
`;
