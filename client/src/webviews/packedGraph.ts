import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { TopologyGraph } from '../../../protocol/topology.ts';
import type { PackedMessage, ToWebview } from '../../../protocol/webview.ts';

const compress = promisify(gzip);

/** A graph never changes: the next one is another object. */
const known = new WeakMap<TopologyGraph, Promise<PackedMessage>>();

/**
 * The message of a whole graph as a page is sent it: megabytes of JSON that repeat themselves, which
 * may have to go to another machine. The quickest compression leaves a tenth, on a thread of its own.
 */
export function packedGraph(graph: TopologyGraph): Promise<PackedMessage> {
  const packed = known.get(graph) ?? pack(graph);
  known.set(graph, packed);
  return packed;
}

async function pack(graph: TopologyGraph): Promise<PackedMessage> {
  const message: ToWebview = { type: 'topology/update', update: { kind: 'snapshot', graph } };
  // The editor hands on plain arrays of bytes, and none of Node's own.
  const gzip = new Uint8Array(await compress(JSON.stringify(message), { level: 1 }));
  return { type: 'packed', gzip };
}
