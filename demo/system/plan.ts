import type { Intention } from './registry/consulAgent.ts';
import type { ConsulLayout } from './registry/consulRegistrar.ts';
import type { EtcdLayout } from './registry/etcdRegistrar.ts';
import type { Identity } from './rpc/context.ts';
import type { BoundService } from './rpc/implementation.ts';

/** A registry that a service is in, and the form that it takes there. */
export type Placement =
  | { readonly registry: 'etcd'; readonly layout: EtcdLayout }
  | { readonly registry: 'consul'; readonly layout: ConsulLayout };

export interface ServicePlan {
  /** Name in the registries. */
  readonly name: string;
  readonly instances: number;
  /** The first is where others look. */
  readonly placements: readonly Placement[];
  /** Names of the services that it calls. */
  readonly dependsOn: readonly string[];
  /** Loads the code of this service alone: an instance needs no other. */
  readonly load: () => Promise<(identity: Identity) => BoundService>;
}

const naming: Placement = { registry: 'etcd', layout: 'naming' };
const kratosInEtcd: Placement = { registry: 'etcd', layout: 'kratos' };
const goZero: Placement = { registry: 'etcd', layout: 'go-zero' };
const plainInConsul: Placement = { registry: 'consul', layout: { kind: 'plain' } };
const kratosInConsul: Placement = { registry: 'consul', layout: { kind: 'kratos' } };

function connect(...upstreams: readonly string[]): Placement {
  return { registry: 'consul', layout: { kind: 'connect', upstreams } };
}

/** The services of the shop. */
export const shop: readonly ServicePlan[] = [
  {
    name: 'storefront',
    instances: 1,
    placements: [connect('catalog', 'orders', 'recommendations')],
    dependsOn: ['catalog', 'inventory', 'orders', 'recommendations', 'users'],
    load: async () => (await import('./services/storefront.ts')).storefront,
  },
  {
    name: 'catalog',
    instances: 1,
    placements: [connect('recommendations')],
    dependsOn: ['recommendations'],
    load: async () => (await import('./services/catalog.ts')).catalog,
  },
  {
    name: 'recommendations',
    instances: 1,
    placements: [kratosInConsul],
    dependsOn: [],
    load: async () => (await import('./services/recommendations.ts')).recommendations,
  },
  {
    name: 'notifications',
    instances: 1,
    placements: [plainInConsul],
    dependsOn: ['users'],
    load: async () => (await import('./services/notifications.ts')).notifications,
  },
  {
    name: 'users',
    instances: 1,
    placements: [kratosInEtcd, plainInConsul],
    dependsOn: [],
    load: async () => (await import('./services/users.ts')).users,
  },
  {
    name: 'orders',
    instances: 1,
    placements: [naming],
    dependsOn: ['catalog', 'inventory', 'notifications', 'payments', 'shipping.rpc', 'users'],
    load: async () => (await import('./services/orders.ts')).orders,
  },
  {
    name: 'payments',
    instances: 1,
    placements: [kratosInEtcd],
    dependsOn: [],
    load: async () => (await import('./services/payments.ts')).payments,
  },
  {
    name: 'inventory',
    instances: 3,
    placements: [naming],
    dependsOn: [],
    load: async () => (await import('./services/inventory.ts')).inventory,
  },
  {
    name: 'shipping.rpc',
    instances: 1,
    placements: [goZero],
    dependsOn: [],
    load: async () => (await import('./services/shipping.ts')).shipping,
  },
];

/** Who may call whom, for the services that are in Consul. */
export const intentions: readonly Intention[] = [
  { source: 'storefront', destination: 'catalog', action: 'allow' },
  { source: 'storefront', destination: 'recommendations', action: 'allow' },
  { source: 'catalog', destination: 'recommendations', action: 'allow' },
  { source: 'recommendations', destination: 'users', action: 'deny' },
  { source: 'storefront', destination: 'notifications', action: 'deny' },
];

/** Addresses of the registries, `host:port`; a registry that can't be had is absent. */
export interface Registries {
  readonly etcd?: string | undefined;
  readonly consul?: string | undefined;
}

/** Throws for a service that the shop does not have. */
export function planOf(name: string): ServicePlan {
  const plan = shop.find((each) => each.name === name);
  if (plan === undefined) {
    throw new Error(
      `the shop has no service ${JSON.stringify(name)}: it has ${shop.map((each) => each.name).join(', ')}`,
    );
  }
  return plan;
}

/** Where a service is registered, given the registries that there are. */
export function placementsOf(name: string, registries: Registries): readonly Placement[] {
  const wanted = planOf(name).placements.filter(
    ({ registry }) => registries[registry] !== undefined,
  );
  if (wanted.length > 0) {
    return wanted;
  }
  if (registries.etcd !== undefined) {
    return [kratosInEtcd];
  }
  return registries.consul === undefined ? [] : [plainInConsul];
}
