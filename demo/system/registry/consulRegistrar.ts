import { setTimeout as delay } from 'node:timers/promises';
import type { ConsulAgent, Intention } from './consulAgent.ts';
import type { Registrant, Registrar } from './registrar.ts';

/** How an instance is written into Consul; `connect` has a sidecar beside it. */
export type ConsulLayout =
  | { readonly kind: 'plain' }
  | { readonly kind: 'kratos' }
  | { readonly kind: 'connect'; readonly upstreams: readonly string[] };

export interface ConsulRegistrarOptions {
  readonly agent: ConsulAgent;
  readonly layout: ConsulLayout;
  readonly registrant: Registrant;
  /** Written together with the service. */
  readonly intentions: readonly Intention[];
}

const settleWithinMs = 3_000;
const settleEveryMs = 50;

/** Registers an instance with a gRPC health check that the agent makes every second. */
export function consulRegistrar(options: ConsulRegistrarOptions): Registrar {
  const { agent, layout, registrant, intentions } = options;
  const sidecar = layout.kind === 'connect' ? sidecarOf(registrant, layout.upstreams) : undefined;
  return {
    label: `Consul as ${registrant.id} (${layout.kind})`,
    async register() {
      await agent.register(layout.kind === 'kratos' ? kratos(registrant) : plain(registrant));
      if (sidecar !== undefined) {
        await agent.register(sidecar);
      }
      await Promise.all(intentions.map((intention) => agent.decide(intention)));
      await settled(agent, registrant);
    },
    confirm: () => agent.isRegistered(registrant.id),
    async withdraw() {
      if (sidecar !== undefined) {
        await agent.deregister(sidecar.ID);
      }
      await agent.deregister(registrant.id);
    },
  };
}

/** A service is critical until its first check has run; one that is unhealthy stays so. */
async function settled(agent: ConsulAgent, { service, address }: Registrant): Promise<void> {
  const giveUpAt = Date.now() + settleWithinMs;
  while (Date.now() < giveUpAt && !(await agent.passing(service)).includes(address)) {
    await delay(settleEveryMs);
  }
}

function plain({ service, id, address, grpcService, metadata }: Registrant): object {
  return {
    ID: id,
    Name: service,
    ...hostAndPort(address),
    Tags: ['grpc', `version=${metadata.version ?? ''}`],
    Meta: { ...metadata, protocol: 'grpc' },
    Check: grpcCheck(address, grpcService),
  };
}

/** As `contrib/registry/consul` of Kratos writes it, except that the check is one of gRPC. */
function kratos({ service, id, address, grpcService, metadata }: Registrant): object {
  const { Address, Port } = hostAndPort(address);
  return {
    ID: id,
    Name: service,
    Address,
    Port,
    Tags: [`version=${metadata.version ?? ''}`],
    Meta: metadata,
    TaggedAddresses: { grpc: { Address: `grpc://${address}?isSecure=false`, Port } },
    Checks: [grpcCheck(address, grpcService)],
  };
}

/** Nothing listens at the sidecar's port: it is there for what it declares. */
function sidecarOf({ service, id, address }: Registrant, upstreams: readonly string[]) {
  const { Address, Port } = hostAndPort(address);
  return {
    ID: `${id}-sidecar-proxy`,
    Name: `${service}-sidecar-proxy`,
    Kind: 'connect-proxy',
    Address,
    Port: Port > 40_000 ? Port - 20_000 : Port + 20_000,
    Proxy: {
      DestinationServiceName: service,
      DestinationServiceID: id,
      LocalServiceAddress: Address,
      LocalServicePort: Port,
      Upstreams: upstreams.map((DestinationName, index) => ({
        DestinationType: 'service',
        DestinationName,
        LocalBindPort: 9_100 + index,
      })),
    },
    Check: { Name: `alias of ${id}`, AliasService: id },
  };
}

function grpcCheck(address: string, grpcService: string): object {
  return {
    Name: `grpc.health.v1 of ${grpcService}`,
    GRPC: `${address}/${grpcService}`,
    GRPCUseTLS: false,
    Interval: '1s',
    Timeout: '1s',
    DeregisterCriticalServiceAfter: '1m',
  };
}

function hostAndPort(address: string): { readonly Address: string; readonly Port: number } {
  const at = address.lastIndexOf(':');
  return { Address: address.slice(0, at), Port: Number(address.slice(at + 1)) };
}
