import { isObject } from '../json.ts';

/**
 * Under this name the servers of Consul list themselves. They are no part of anybody's system, so
 * they are left out.
 */
const consulItself = 'consul';

/** Whether a name of the catalog is no service of anybody's system. */
export function isConsulItself(name: string): boolean {
  return name === consulItself;
}

/** Reads the names of `/v1/catalog/services`. */
export function serviceNames(json: unknown): ReadonlySet<string> {
  const names = isObject(json) ? Object.keys(json) : [];
  return new Set(names.filter((name) => !isConsulItself(name)));
}
