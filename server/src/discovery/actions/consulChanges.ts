import type { InstanceAction } from '../../../../protocol/actions.ts';
import type { ConsulChange } from '../consul/http.ts';
import type { FoundInstance } from './findInstance.ts';

type Maintenance = Extract<InstanceAction, { kind: 'maintenance' }>;

/** Does it, by the agent of the instance or else by the catalog. Rejects with a RegistryError. */
export async function changeConsul(
  found: FoundInstance,
  action: InstanceAction,
  signal: AbortSignal,
): Promise<void> {
  const { agent, catalog } = found;
  const change =
    action.kind === 'deregister' ? deregistration(found) : maintenanceChange(found, action);
  await (agent ?? catalog).change(change, signal);
}

function deregistration(found: FoundInstance): ConsulChange {
  const { agent, id, scope } = found;
  return agent === undefined
    ? catalogDeregistration(found)
    : {
        method: 'PUT',
        path: `agent/service/deregister/${encodeURIComponent(id)}`,
        query: scope,
      };
}

/** Only at the index that was confirmed. Its checks go with it. */
function catalogDeregistration({
  id,
  service,
  node,
  modifyIndex,
  scope,
}: FoundInstance): ConsulChange {
  const { ns: Namespace, partition: Partition } = scope;
  const Service = { ID: id, Service: service, ModifyIndex: modifyIndex, Namespace, Partition };
  return {
    method: 'PUT',
    path: 'txn',
    json: [{ Service: { Verb: 'delete-cas', Node: node, Service } }],
  };
}

function maintenanceChange(found: FoundInstance, action: Maintenance): ConsulChange {
  const { agent, id, scope } = found;
  if (agent === undefined) {
    return action.on ? catalogCheck(found, action) : catalogCheckRemoval(found, action);
  }
  const { of, on, reason = '' } = action;
  const path =
    of === 'node' ? 'agent/maintenance' : `agent/service/maintenance/${encodeURIComponent(id)}`;
  const query = { ...scope, enable: String(on), ...(reason === '' ? {} : { reason }) };
  return { method: 'PUT', path, query };
}

/** What an agent does itself: a critical check under a name that Consul keeps for it. */
function catalogCheck(found: FoundInstance, { of, reason = '' }: Maintenance): ConsulChange {
  const { id, service, node, nodeAddress, scope, datacenter } = found;
  const { ns: Namespace, partition: Partition } = scope;
  const ofService = of === 'instance' ? { ServiceID: id, ServiceName: service } : {};
  const Check = {
    Node: node,
    CheckID: checkId(found, of),
    Name: of === 'instance' ? 'Service Maintenance Mode' : 'Node Maintenance Mode',
    Status: 'critical',
    Notes: reason === '' ? 'Maintenance mode is enabled.' : reason,
    ...ofService,
    Namespace,
  };
  const json = {
    Datacenter: datacenter,
    Node: node,
    Address: nodeAddress,
    SkipNodeUpdate: true,
    Partition,
    Check,
  };
  return { method: 'PUT', path: 'catalog/register', json };
}

function catalogCheckRemoval(found: FoundInstance, { of }: Maintenance): ConsulChange {
  const { node, scope, datacenter } = found;
  const { ns: Namespace, partition: Partition } = scope;
  const json = {
    Datacenter: datacenter,
    Node: node,
    CheckID: checkId(found, of),
    Namespace,
    Partition,
  };
  return { method: 'PUT', path: 'catalog/deregister', json };
}

function checkId({ id }: FoundInstance, of: Maintenance['of']): string {
  return of === 'instance' ? `_service_maintenance:${id}` : '_node_maintenance';
}
