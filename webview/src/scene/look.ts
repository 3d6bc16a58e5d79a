import type { RegistryKind } from '../../../protocol/connections.ts';
import type { EdgeKind } from '../../../protocol/topology.ts';

/** What the map and an exported picture draw alike. Lengths are pixels at zoom 1. */

/** Between the sides of a card and what stands on it. */
export const padding = 16;

/** Radius of a card's corners. */
export const corner = 8;

/** A service with more instances has a number on its card in place of the last marks. */
export const mostMarks = 10;

/** From one mark of an instance to the next. */
export const markStep = 16;

/** Widths of the badges with the names of the registries. */
export const badgeWidths: Readonly<Record<RegistryKind, number>> = {
  etcd: 36,
  consul: 50,
  static: 42,
};

/** Lengths of dash and gap of a line; empty for an unbroken one. */
export const edgeDashes: Readonly<Record<EdgeKind, readonly number[]>> = {
  declared: [],
  permitted: [6, 4],
  denied: [3, 4],
  observed: [],
  live: [8, 4],
};
