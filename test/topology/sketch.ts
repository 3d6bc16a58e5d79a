import {
  type ConnectionFacts,
  type FactGroup,
  nothingSaid,
} from '../../server/src/topology/index.ts';
import type { ConnectionState } from '../../protocol/connections.ts';
import type { ServiceInstance } from '../../protocol/topology.ts';

/** What a test says of an instance; the rest is filled in. */
export type Sketch = Partial<ServiceInstance> & { readonly service?: string };

/** An instance of `orders`, as far as a test does not say otherwise. */
export function placed(id: string, { service = 'orders', ...rest }: Sketch = {}) {
  const instance: ServiceInstance = {
    id: `c/${id}`,
    address: `${id}:80`,
    endpoints: [],
    health: 'passing',
    checks: [],
    possibleGhost: false,
    tags: [],
    metadata: {},
    registration: { connectionId: 'c', registry: 'static', convention: 'static', key: id },
    ...rest,
  };
  return { service, instance };
}

/** What the connection `c` says. */
export function live(
  said: Partial<FactGroup> = {},
  phase: 'live' | 'connecting' = 'live',
): ConnectionFacts {
  const state: ConnectionState = phase === 'live' ? { phase, since: 0 } : { phase };
  const status = { id: 'c', name: 'dev', kind: 'static', endpoint: '', state } as const;
  return { status, groups: new Map([['', { ...nothingSaid, ...said }]]) };
}

/** An edge of the service `web`. */
export function edgeTo(to: string, detail = 'x') {
  return { from: 'web', to, source: { kind: 'declared', connectionId: 'c', detail } } as const;
}
