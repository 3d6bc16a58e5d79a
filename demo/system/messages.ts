import type { Registries } from './plan.ts';
import type { Identity } from './rpc/context.ts';

/** What an instance is told when it starts, as JSON in its first argument. */
export interface InstanceOptions {
  readonly identity: Identity;
  readonly registries: Registries;
  /** Zero for one that is free. */
  readonly port: number;
}

/** From the supervisor to an instance: who is there, for a shop without registries. */
export interface PeersMessage {
  readonly kind: 'peers';
  /** Addresses by service. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
}

/** From an instance to the supervisor: it serves, and every registry has it. */
export interface ReadyMessage {
  readonly kind: 'ready';
  /** `host:port`. */
  readonly address: string;
}

/** Checks what came over the channel between processes. */
export function isReadyMessage(message: unknown): message is ReadyMessage {
  return isOfKind(message, 'ready') && 'address' in message && typeof message.address === 'string';
}

/** Checks what came over the channel between processes. */
export function isPeersMessage(message: unknown): message is PeersMessage {
  return (
    isOfKind(message, 'peers') &&
    'addresses' in message &&
    typeof message.addresses === 'object' &&
    message.addresses !== null &&
    Object.values(message.addresses).every(Array.isArray)
  );
}

function isOfKind(message: unknown, kind: string): message is { readonly kind: string } {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind
  );
}
