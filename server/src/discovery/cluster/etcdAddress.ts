import type { EtcdConnection } from '../../../../protocol/connections.ts';
import type { RegistryEndpoint } from '../endpoints.ts';
import { etcdCredentials, type EtcdSession, openSession } from '../etcd/session.ts';
import { toRegistryError } from '../registryError.ts';
import { type ListedMember, memberList, type MemberStatus, memberStatus } from './etcdWire.ts';

/** What one address answered last. */
export interface AddressAnswer {
  readonly status?: MemberStatus;
  readonly members?: readonly ListedMember[];
  /** Why there is no status, for people. */
  readonly reason?: string;
}

/** One address of a cluster, asked directly: which member it is shows in its answer. */
export class EtcdAddress {
  readonly #connection: EtcdConnection;
  readonly #endpoint: RegistryEndpoint;
  #session: EtcdSession | undefined;
  /** The member that this address has been, also while it does not answer. */
  memberId: string | undefined;

  constructor(connection: EtcdConnection, endpoint: RegistryEndpoint) {
    this.#connection = connection;
    this.#endpoint = endpoint;
  }

  get address(): string {
    return this.#endpoint.address;
  }

  /** Never rejects: a failure is an answer too. */
  async ask(signal: AbortSignal): Promise<AddressAnswer> {
    try {
      const session = await this.#open(signal);
      const [status, members] = await Promise.all([
        session.call(memberStatus, {}, signal),
        session.call(memberList, {}, signal),
      ]);
      this.memberId = status.memberId;
      return { status, members };
    } catch (error) {
      this.close();
      return { reason: toRegistryError(error, this.address).message };
    }
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  async #open(signal: AbortSignal): Promise<EtcdSession> {
    this.#session ??= await openSession(
      { ...etcdCredentials(this.#connection), endpoint: this.#endpoint },
      signal,
    );
    return this.#session;
  }
}
