import { RegistryError } from '../registryError.ts';

/**
 * What was asked for, undefined where the agent has no such endpoint, has no ACLs, or says no.
 * Rejects when it does not answer.
 */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RegistryError && error.kind !== 'unreachable') {
      return undefined;
    }
    throw error;
  }
}
