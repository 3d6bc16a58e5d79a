import { silentLogger } from '../base/index.ts';
import { RegistryHub } from '../discovery/index.ts';
import { buildGraph, GraphBuilder } from '../topology/index.ts';
import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { TopologyGraph } from '../../../protocol/topology.ts';
import type { CommandIo } from './command.ts';
import {
  readTopologyArguments,
  type TopologyArguments,
  type TopologyEnvironment,
} from './topologyArguments.ts';

const usage = `usage: proto-atlas topology --registry URL… [--watch] [--timeout SECONDS]

Prints the services of registries, their instances and the edges between them as JSON.

  --registry URL     etcd://HOST:PORT[,HOST:PORT…][/KEY-PREFIX], consul://HOST:PORT or static:FILE;
                     etcds:// and consuls:// for TLS
  --watch, -w        after that one object a line at each change, until interrupted
  --timeout SECONDS  how long registries have to answer, 5 when absent

ETCDCTL_USER (NAME:PASSWORD) and CONSUL_HTTP_TOKEN are used where they are set.
Exit code: 0 when all registries answered, 1 when one did not (what is known is printed all the
same), 2 for wrong arguments.
`;

/** The subcommand `topology`. */
export async function runTopology(
  args: readonly string[],
  io: CommandIo,
  environment: TopologyEnvironment = process.env,
): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout(usage);
    return 0;
  }
  const read = readTopologyArguments(args, io.cwd, environment);
  if ('mistake' in read) {
    io.stderr(`${read.mistake}\n\n${usage}`);
    return 2;
  }
  const hub = new RegistryHub({ logger: silentLogger, now: Date.now });
  try {
    hub.set(read.connections);
    await untilAnswered(hub, read, io.signal);
    return read.watch ? await printChanges(hub, io) : printOnce(hub, io);
  } finally {
    hub.dispose();
  }
}

/** Waits until all are live; a registry that fails is given until the time limit to come up. */
function untilAnswered(
  hub: RegistryHub,
  { timeout }: TopologyArguments,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((done) => {
    const finish = (): void => {
      clearTimeout(timer);
      listening.dispose();
      done();
    };
    const timer = setTimeout(finish, timeout);
    const listening = hub.onDidChange(() => {
      if (hub.reports().every(({ status }) => status.state.phase === 'live')) {
        finish();
      }
    });
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) {
      finish();
    }
  });
}

function printOnce(hub: RegistryHub, io: CommandIo): number {
  const graph = buildGraph(hub.reports());
  io.stdout(`${JSON.stringify(printable(graph), undefined, 2)}\n`);
  const complaints = graph.connections.flatMap(complaint);
  complaints.forEach((line) => io.stderr(line));
  return complaints.length === 0 ? 0 : 1;
}

/** Prints now and after each change that shows, until the signal aborts. */
function printChanges(hub: RegistryHub, io: CommandIo): Promise<number> {
  const builder = new GraphBuilder();
  let printed = '';
  let complained = '';
  const print = (): void => {
    const { graph } = builder.update(hub.reports());
    const line = `${JSON.stringify(printable(graph))}\n`;
    if (line !== printed) {
      io.stdout(line);
      printed = line;
    }
    const complaints = graph.connections.flatMap(complaint).join('');
    if (complaints !== complained) {
      io.stderr(complaints === '' ? 'all registries answer again\n' : complaints);
      complained = complaints;
    }
  };
  return new Promise((done) => {
    const listening = hub.onDidChange(print);
    const finish = (): void => {
      listening.dispose();
      done(0);
    };
    io.signal.addEventListener('abort', finish, { once: true });
    print();
    if (io.signal.aborted) {
      finish();
    }
  });
}

function complaint({ name, state }: ConnectionStatus): string[] {
  switch (state.phase) {
    case 'live':
      return [];
    case 'connecting':
      return [`${name}: no answer yet: check the address, or wait longer with --timeout\n`];
    case 'failed':
      return [`${name}: ${state.reason}\n`];
    case 'stale':
      return [`${name}: stale since ${new Date(state.since).toISOString()}: ${state.reason}\n`];
  }
}

/** The shape that scripts read; see the usage. */
function printable({ services, edges }: TopologyGraph): object {
  return {
    services: services.map(({ name, instances }) => ({
      name,
      instances: instances.map(({ id, address, health, registration, metadata }) => ({
        id,
        address,
        health,
        registry: registration.registry,
        metadata,
      })),
    })),
    edges: edges.map(({ from, to, sources }) => ({ from, to, sources })),
  };
}
