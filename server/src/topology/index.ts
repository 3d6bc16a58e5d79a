/**
 * Joins what registries say into one graph of services and edges, tells graphs apart, and remembers
 * how the graph came to be what it is.
 *
 * Pure: no network, no timers, no editor. Invariants: services are sorted by name, instances and
 * edges by id, sources and unplaced keys by their parts, so that equal facts give equal graphs in
 * whatever order they came, built step by step or at once; an update of what did not change keeps the
 * very object; an update costs what changed, not what there is;
 * the history's graph of a time is the graph of that time, leases and wording apart.
 */
export { applyDelta, diffGraphs, isEmptyDelta, withPatches } from './delta.ts';
export { emptyGraph } from './graph.ts';
export { type ConnectionFacts, type FactGroup, nothingSaid } from './factGroup.ts';
export { buildGraph, GraphBuilder, type PendingChanges } from './graphBuilder.ts';
export { GraphHistory, type HistoryLimits } from './history.ts';
export { serviceHealth } from './health.ts';
export { type HeldConnection, type HeldConnections, liveEdges } from './liveEdges.ts';
