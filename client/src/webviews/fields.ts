/** A field of a value from a page, whatever it is; undefined when there is none. */
export function at(value: unknown, key: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

export function stringAt(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, key: string): number | undefined {
  const found = at(value, key);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** A list of which each item is text. */
export function stringsAt(value: unknown, key: string): readonly string[] | undefined {
  const found = at(value, key);
  return Array.isArray(found) && found.every((item) => typeof item === 'string')
    ? found
    : undefined;
}
