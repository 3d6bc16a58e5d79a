import type { Identity } from '../rpc/context.ts';

const warehouses = ['berlin', 'lisbon', 'oslo'] as const;

/** The warehouse of an instance of the inventory. */
export function warehouseOf({ ordinal }: Pick<Identity, 'ordinal'>): string {
  return warehouses[(ordinal - 1) % warehouses.length] ?? warehouses[0];
}
