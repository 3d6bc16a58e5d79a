import * as vscode from 'vscode';
import type { ServiceInstance, TopologyGraph } from '../../../protocol/topology.ts';
import { UserError } from '../commands/userError.ts';
import { isExplorerNode } from '../explorer/nodes.ts';
import type { TopologySender } from '../topology/topologyService.ts';

/** The id of the instance that is meant; asks when nothing says so. Undefined when one left off. */
export async function pickInstance(
  topology: Pick<TopologySender, 'send'>,
  given: unknown,
): Promise<string | undefined> {
  if (typeof given === 'string') {
    return given;
  }
  if (isExplorerNode(given) && given.kind === 'instance') {
    return given.instance.id;
  }
  const items = instanceItems(await topology.send('topology/get', {}));
  if (items.length === 0) {
    throw new UserError('No instance is known that could be changed in its registry.');
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Choose an Instance',
    matchOnDescription: true,
  });
  return picked?.instanceId;
}

/** The instances that a registry could be told to change. */
function instanceItems(
  graph: TopologyGraph,
): readonly (vscode.QuickPickItem & { readonly instanceId: string })[] {
  const names = new Map(graph.connections.map(({ id, name }) => [id, name]));
  return graph.services.flatMap(({ name, instances }) =>
    instances.filter(isChangeable).map((instance) => ({
      label: `${name} ${instance.address}`.trim(),
      description: [
        instance.health,
        names.get(instance.registration.connectionId) ?? '',
        instance.registration.key,
      ].join(' · '),
      instanceId: instance.id,
    })),
  );
}

function isChangeable({ registration }: ServiceInstance): boolean {
  return registration.registry !== 'static';
}
