import { status } from '@grpc/grpc-js';
import type { Placement } from '../plan.ts';
import { RpcError } from '../rpc/rpcError.ts';
import type { ConsulAgent } from './consulAgent.ts';
import type { EtcdGateway } from './etcdGateway.ts';
import { addressIn, prefixOf } from './etcdRegistrar.ts';

/** Where the instances of a service are, as the registries say now, or said before they went away. */
export interface Directory {
  /** `host:port` each; rejects with an `RpcError` when no registry answers or ever did. */
  addresses(service: string): Promise<readonly string[]>;
  /** Looks anew the next time. */
  forget(service: string): void;
}

export interface DirectoryOptions {
  readonly etcd?: EtcdGateway | undefined;
  readonly consul?: ConsulAgent | undefined;
  /** Where a service is registered; empty for one that is in no registry. */
  readonly placements: (service: string) => readonly Placement[];
  /** Addresses of services that are in no registry. */
  readonly known: (service: string) => readonly string[];
}

const freshForMs = 250;

/** Asks the registries; an answer holds for a quarter of a second, and for as long as they are away. */
export function createDirectory(options: DirectoryOptions): Directory {
  const cache = new Map<string, { readonly at: number; readonly found: readonly string[] }>();
  return {
    async addresses(service) {
      const cached = cache.get(service);
      if (cached !== undefined && Date.now() - cached.at < freshForMs) {
        return cached.found;
      }
      const found = await look(service, options).catch((error: unknown) => {
        if (cached === undefined) {
          throw error;
        }
        return cached.found;
      });
      cache.set(service, { at: Date.now(), found });
      return found;
    },
    forget(service) {
      const found = cache.get(service)?.found;
      if (found !== undefined) {
        cache.set(service, { at: 0, found });
      }
    },
  };
}

/** The first registry that holds an instance; the others are for when it is away. */
async function look(service: string, options: DirectoryOptions): Promise<readonly string[]> {
  const placements = options.placements(service);
  if (placements.length === 0) {
    return options.known(service);
  }
  let failure = '';
  for (const placement of placements) {
    try {
      const found = await lookIn(placement, service, options);
      if (found.length > 0) {
        return found;
      }
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
  }
  if (failure !== '') {
    throw new RpcError({
      code: status.UNAVAILABLE,
      message: `no registry says where ${service} is: ${failure}`,
    });
  }
  return [];
}

async function lookIn(
  placement: Placement,
  service: string,
  { etcd, consul }: DirectoryOptions,
): Promise<readonly string[]> {
  if (placement.registry === 'consul') {
    return (await consul?.passing(service)) ?? [];
  }
  const entries = (await etcd?.list(prefixOf(placement.layout, service))) ?? [];
  return entries
    .map(({ value }) => addressIn(placement.layout, value))
    .filter((address) => address !== undefined);
}
