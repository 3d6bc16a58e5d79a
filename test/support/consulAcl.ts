import type { Consul } from './consul.ts';

/** The token that may do everything, where {@link denyByDefault} is configured. */
export const masterToken = '3f1d1d0a-0000-4000-8000-000000000001';

/** Configuration of an agent that lets nobody do anything without a token; itself it may all. */
export const denyByDefault = `acl { enabled = true default_policy = "deny" tokens { master = "${masterToken}" default = "${masterToken}" } }`;

/** Makes a token that may do what these rules say. */
export async function tokenWith(consul: Consul, rules: string): Promise<string> {
  await consul.request('PUT', 'acl/policy', { Name: 'limited', Rules: rules });
  const made = await consul.request('PUT', 'acl/token', { Policies: [{ Name: 'limited' }] });
  const secret: unknown = Object.entries(made ?? {}).find(([name]) => name === 'SecretID')?.[1];
  return String(secret);
}
