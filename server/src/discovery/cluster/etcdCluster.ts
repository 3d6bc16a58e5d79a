import type { EtcdConnection } from '../../../../protocol/connections.ts';
import { readEndpoints } from '../endpoints.ts';
import { RegistryError, toRegistryError } from '../registryError.ts';
import { isCutOff } from './clusterEvents.ts';
import type { ClusterPorts, ClusterSource, SeenCluster } from './clusterSource.ts';
import { type AddressAnswer, EtcdAddress } from './etcdAddress.ts';
import { addressOfUrl, etcdStatus } from './etcdStatus.ts';
import type { ListedMember } from './etcdWire.ts';
import type { Pace } from './pace.ts';

/** Members beyond this many are listed, and not asked. */
const mostAddresses = 16;

/** The cluster of an etcd: every member is asked for itself, at an address that leads to it. */
export function etcdCluster(connection: EtcdConnection, { now }: ClusterPorts): ClusterSource {
  const { id: connectionId } = connection;
  const statusOf = (addresses: KnownAddresses): SeenCluster =>
    etcdStatus(addresses.answers(), { connectionId, at: now() });
  return {
    async look(signal) {
      const addresses = new KnownAddresses(connection);
      try {
        await addresses.askAll(signal);
        const status = statusOf(addresses);
        if (isCutOff(status)) {
          throw new RegistryError('unreachable', status.notes[0] ?? 'no member answers');
        }
        return status;
      } finally {
        addresses.close();
      }
    },
    async watch({ pace, onStatus }, signal) {
      const addresses = addressesOf(connection);
      if (addresses instanceof RegistryError) {
        // Settings that can't work: nothing changes until they do.
        onStatus({ ...etcdStatus([], { connectionId, at: now() }), notes: [addresses.message] });
        return;
      }
      await addresses.follow({ pace, changed: () => onStatus(statusOf(addresses)) }, signal);
      addresses.close();
    },
  };
}

function addressesOf(connection: EtcdConnection): KnownAddresses | RegistryError {
  try {
    return new KnownAddresses(connection);
  } catch (error) {
    return toRegistryError(error, connection.name);
  }
}

interface Following {
  readonly pace: Pace;
  readonly changed: () => void;
}

/** The endpoints of the connection, and those of members that none of them leads to. */
class KnownAddresses {
  readonly #connection: EtcdConnection;
  readonly #answers = new Map<EtcdAddress, AddressAnswer>();

  constructor(connection: EtcdConnection) {
    this.#connection = connection;
    this.#add(connection.endpoints);
  }

  answers(): readonly (AddressAnswer & { address: string; memberId: string | undefined })[] {
    return [...this.#answers].map(([{ address, memberId }, answer]) => ({
      ...answer,
      address,
      memberId,
    }));
  }

  /** Every address once, also those that are learnt on the way. */
  async askAll(signal: AbortSignal): Promise<void> {
    let fresh = [...this.#answers.keys()];
    while (fresh.length > 0) {
      const asked = new Set(this.#answers.keys());
      await Promise.all(fresh.map((address) => this.#ask(address, signal)));
      fresh = this.#learnt().filter((address) => !asked.has(address));
    }
  }

  /** A loop for each address, so that one that hangs delays no other. */
  async follow(following: Following, signal: AbortSignal): Promise<void> {
    const loops: Promise<void>[] = [];
    const start = (addresses: readonly EtcdAddress[]): void => {
      for (const address of addresses) {
        loops.push(this.#followOne(address, { ...following, learnt: start }, signal));
      }
    };
    start([...this.#answers.keys()]);
    let awaited = 0;
    while (awaited < loops.length) {
      awaited = loops.length;
      await Promise.all(loops);
    }
  }

  close(): void {
    [...this.#answers.keys()].forEach((address) => {
      address.close();
    });
  }

  async #followOne(
    address: EtcdAddress,
    following: Following & { readonly learnt: (addresses: readonly EtcdAddress[]) => void },
    signal: AbortSignal,
  ): Promise<void> {
    const { pace, changed, learnt } = following;
    while (!signal.aborted) {
      await this.#ask(address, signal);
      if (signal.aborted) {
        return;
      }
      learnt(this.#learnt());
      changed();
      const isThere = this.#answers.get(address)?.status !== undefined;
      await pace.pause(signal, isThere ? 1 : 3);
    }
  }

  async #ask(address: EtcdAddress, signal: AbortSignal): Promise<void> {
    const answer = await address.ask(signal);
    // Who the members are is still known when nobody answers any more.
    const members = answer.members ?? this.#answers.get(address)?.members;
    this.#answers.set(address, members === undefined ? answer : { ...answer, members });
  }

  /** Adds a way to each member that there is none to; answers the new ones. */
  #learnt(): readonly EtcdAddress[] {
    const members = [...this.#answers.values()].flatMap(({ members: listed = [] }) => listed);
    const known = new Set([...this.#answers.keys()].map(({ memberId }) => memberId));
    const isAsked = [...this.#answers.values()].every(
      ({ status, reason }) => status !== undefined || reason !== undefined,
    );
    const missing = isAsked ? members.filter(({ id }) => !known.has(id)) : [];
    return this.#add(missing.flatMap(firstUrl));
  }

  #add(urls: readonly string[]): readonly EtcdAddress[] {
    const added: EtcdAddress[] = [];
    const addresses = new Set([...this.#answers.keys()].map(({ address }) => address));
    for (const url of new Set(urls)) {
      const [endpoint] = readEndpoints([url], this.#connection.tls);
      if (!addresses.has(endpoint.address) && this.#answers.size < mostAddresses) {
        const address = new EtcdAddress(this.#connection, endpoint);
        addresses.add(endpoint.address);
        this.#answers.set(address, {});
        added.push(address);
      }
    }
    return added;
  }
}

/** What a member announces may be anything: only what is an address counts. */
function firstUrl({ clientUrls }: ListedMember): readonly string[] {
  const url = clientUrls.find((one) => addressOfUrl(one) !== undefined);
  return url === undefined ? [] : [url];
}
