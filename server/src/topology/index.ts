/**
 * Joins what registries say into one graph of services and edges, and tells graphs apart.
 *
 * Pure: no network, no timers, no editor. Invariants: services are sorted by name, instances and
 * edges by id, sources and unplaced keys by their parts, so that equal facts give equal graphs in
 * whatever order they came; an update of what did not change keeps the very object.
 */
export { applyDelta, diffGraphs, isEmptyDelta } from './delta.ts';
export { emptyGraph } from './graph.ts';
export { buildGraph, type ConnectionFacts, GraphBuilder } from './graphBuilder.ts';
export { serviceHealth } from './health.ts';
