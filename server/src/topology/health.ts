import type { Health, ServiceInstance } from '../../../protocol/topology.ts';

/**
 * The health of a service: the worst that needs attention. An instance that warns still serves.
 * Unknown is no complaint: a registry without checks says nothing.
 *
 * | its instances | the service |
 * |---|---|
 * | none, or all unknown | unknown |
 * | none serves | critical, or maintenance when none is critical |
 * | some serve, some do not, or some warn | warning |
 * | all others | passing |
 */
export function serviceHealth(instances: readonly ServiceInstance[]): Health {
  return healthOfAll((health) => instances.some((one) => one.health === health));
}

/** The same of instances that are known by whether one has a health. */
export function healthOfAll(has: (health: Health) => boolean): Health {
  if (!has('passing') && !has('warning')) {
    return has('critical') ? 'critical' : has('maintenance') ? 'maintenance' : 'unknown';
  }
  return has('critical') || has('warning') || has('maintenance') ? 'warning' : 'passing';
}
