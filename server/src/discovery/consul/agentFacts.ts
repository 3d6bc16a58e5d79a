import { isObject, items, property, text } from '../json.ts';
import type { CatalogRights } from './catalog.ts';
import type { ConsulClient } from './http.ts';
import { unlessRefused } from './unlessRefused.ts';

/** What an agent says of itself; each is absent where the token may not read the agent. */
export interface AgentFacts {
  readonly version?: string;
  /** The one that it belongs to. */
  readonly datacenter?: string;
  /** The node that it runs on. */
  readonly node?: string;
}

/** Asks an agent who it is. Rejects when it does not answer at all. */
export async function agentFacts(client: ConsulClient, signal: AbortSignal): Promise<AgentFacts> {
  const self = await unlessRefused(client.get({ path: 'agent/self' }, signal));
  const configuration = property(self?.json, 'Config');
  const facts = {
    version: text(configuration, 'Version'),
    datacenter: text(configuration, 'Datacenter'),
    node: text(configuration, 'NodeName'),
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(known);
}

/** A name that nobody gives: what holds for it holds for all that no policy names. */
export const anyName = 'proto-atlas-any-name';

/**
 * What the token may read of what it was not told by name. Consul leaves out the rest without a
 * word (agents before 1.11) or without saying what it was.
 */
export async function catalogRights(
  client: ConsulClient,
  signal: AbortSignal,
): Promise<CatalogRights> {
  const json = ['node', 'service'].map((Resource) => ({
    Resource,
    Access: 'read',
    Segment: anyName,
  }));
  const change = { method: 'POST', path: 'internal/acl/authorize', json } as const;
  const answers = await unlessRefused(client.change(change, signal));
  const allowed = (resource: string): boolean | undefined => {
    const answer = items(answers)
      .filter(isObject)
      .find((one) => text(one, 'Resource') === resource);
    const allow = property(answer, 'Allow');
    return typeof allow === 'boolean' ? allow : undefined;
  };
  return { nodes: allowed('node'), services: allowed('service') };
}
