/**
 * One process of one service, started by the supervisor. It serves its own service, `ChaosService`,
 * health and reflection, registers itself, and ends when it is told to or when the supervisor is gone.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  Server,
  ServerCredentials,
  getChannelzHandlers,
  getChannelzServiceDefinition,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { isPeersMessage } from './messages.ts';
import type { InstanceOptions, ReadyMessage } from './messages.ts';
import { intentions, placementsOf, planOf } from './plan.ts';
import type { Placement } from './plan.ts';
import { ConsulAgent } from './registry/consulAgent.ts';
import { consulRegistrar } from './registry/consulRegistrar.ts';
import { createDirectory } from './registry/directory.ts';
import { EtcdGateway } from './registry/etcdGateway.ts';
import { etcdRegistrar } from './registry/etcdRegistrar.ts';
import { keepRegistered } from './registry/registrar.ts';
import type { Registrant, Registrar } from './registry/registrar.ts';
import { BehaviorControl } from './rpc/behavior.ts';
import type { Identity } from './rpc/context.ts';
import type { BoundService } from './rpc/implementation.ts';
import { Peers } from './rpc/peers.ts';
import { addReflection } from './rpc/reflection.ts';
import { addService } from './rpc/serve.ts';
import { chaos } from './services/chaos.ts';
import { warehouseOf } from './services/warehouse.ts';

/** Calls that are still running get so long to end. */
const drainMs = 500;
const host = '127.0.0.1';

await main(readOptions(process.argv[2]));

async function main({ identity, registries, port }: InstanceOptions): Promise<void> {
  const gateways: Gateways = {
    etcd: registries.etcd === undefined ? undefined : new EtcdGateway(registries.etcd),
    consul: registries.consul === undefined ? undefined : new ConsulAgent(registries.consul),
  };
  const known = listenForPeers();
  const peers = new Peers(
    createDirectory({
      ...gateways,
      placements: (service) => placementsOf(service, registries),
      known,
    }),
  );
  const bound = (await planOf(identity.service).load())(identity);
  const server = createServer(bound, identity, peers);
  const address = `${host}:${await listen(server, port)}`;
  const registrars = placementsOf(identity.service, registries).map((placement) =>
    registrarFor(placement, gateways, registrantOf(identity, address, bound)),
  );
  const leaving = new AbortController();
  const keeping: Promise<void>[] = [];
  endWith(async () => {
    leaving.abort();
    // What is being registered right now would stay behind what is withdrawn before it.
    await Promise.race([Promise.all(keeping), delay(drainMs)]);
    await Promise.allSettled(registrars.map(withdrawn));
    await drain(server);
    peers.close();
  });
  await Promise.all(
    registrars.map(
      (registrar) =>
        new Promise<void>((onRegistered) => {
          const { signal } = leaving;
          keeping.push(keepRegistered(registrar, { log: console.log, signal, onRegistered }));
        }),
    ),
  );
  const ready: ReadyMessage = { kind: 'ready', address };
  process.send?.(ready);
}

interface Gateways {
  readonly etcd: EtcdGateway | undefined;
  readonly consul: ConsulAgent | undefined;
}

/** The supervisor writes the argument, so its shape is known. */
function readOptions(argument: string | undefined): InstanceOptions {
  if (argument === undefined) {
    throw new Error('an instance is started by the supervisor: run main.ts');
  }
  return JSON.parse(argument) as InstanceOptions;
}

function listenForPeers(): (service: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  process.on('message', (message: unknown) => {
    if (isPeersMessage(message)) {
      known.clear();
      for (const [service, addresses] of Object.entries(message.addresses)) {
        known.set(service, addresses);
      }
    }
  });
  return (service) => known.get(service) ?? [];
}

function createServer(bound: BoundService, identity: Identity, peers: Peers): Server {
  const server = new Server();
  const name = bound.description.typeName;
  const health = new HealthImplementation({ '': 'SERVING', [name]: 'SERVING' });
  const behavior = new BehaviorControl(identity.service, (healthy) => {
    health.setStatus('', healthy ? 'SERVING' : 'NOT_SERVING');
    health.setStatus(name, healthy ? 'SERVING' : 'NOT_SERVING');
  });
  const control = chaos(behavior);
  addService(server, bound, { identity, peers, behavior });
  addService(server, control, { identity, peers });
  health.addToServer(server);
  server.addService(getChannelzServiceDefinition(), getChannelzHandlers());
  addReflection(server, [bound.description, control.description]);
  return server;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        done(bound);
      } else {
        fail(error);
      }
    });
  });
}

function registrantOf(identity: Identity, address: string, bound: BoundService): Registrant {
  const isWarehouse = identity.service === 'inventory';
  return {
    service: identity.service,
    id: identity.id,
    address,
    grpcService: bound.description.typeName,
    metadata: {
      version: isWarehouse && identity.ordinal > 1 ? 'v1.3.0' : 'v1.2.0',
      ...(isWarehouse ? { warehouse: warehouseOf(identity) } : {}),
    },
  };
}

function registrarFor(
  placement: Placement,
  { etcd, consul }: Gateways,
  registrant: Registrant,
): Registrar {
  if (placement.registry === 'etcd' && etcd !== undefined) {
    return etcdRegistrar(etcd, placement.layout, registrant);
  }
  if (placement.registry === 'consul' && consul !== undefined) {
    return consulRegistrar({
      agent: consul,
      layout: placement.layout,
      registrant,
      intentions: intentions.filter((each) => each.destination === registrant.service),
    });
  }
  throw new Error(`${registrant.service} is placed in ${placement.registry}, which is not there`);
}

/** A connection that was kept may be broken by now: the second try makes a new one. */
function withdrawn(registrar: Registrar): Promise<void> {
  return registrar.withdraw().catch(() => registrar.withdraw());
}

/** Runs `leave` once, whatever ends the process first, and ends it. */
function endWith(leave: () => Promise<void>): void {
  let isLeaving = false;
  const end = (): void => {
    if (!isLeaving) {
      isLeaving = true;
      void leave().finally(() => process.exit(0));
    }
  };
  process.on('SIGTERM', end);
  // A terminal sends it to the whole group; the supervisor decides.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', end);
}

async function drain(server: Server): Promise<void> {
  await new Promise<void>((done) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      done();
    }, drainMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      done();
    });
  });
}
