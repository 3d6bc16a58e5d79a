/**
 * The JSON-RPC side of the topology server, and the only importer of the endpoint library: turns
 * requests of protocol/topology.ts into calls of discovery, topology and rpc, and their events into
 * notifications.
 *
 * Knows nothing of VS Code and holds no rules of its own. Invariants: each request of the contract
 * has a handler; a failure is a response error whose message can be shown; updates have consecutive
 * revisions; when the other side goes, every watch, call and channel is released.
 */
export { serveTopology, type TopologyServerOptions } from './server.ts';
export { processTransport, type Transport } from './transport.ts';
