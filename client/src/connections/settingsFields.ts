/** Careful readers of a settings entry, which may be anything. */

/** Ends the reading of an entry at its first mistake. The message says what is wrong. */
export class EntryProblem extends Error {}

/** Undefined when absent or empty. Throws an EntryProblem for what is no text. */
export function optionalString(entry: unknown, key: string): string | undefined {
  const value = fieldOf(entry, key);
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw new EntryProblem(`"${key}" must be text`);
  }
  return value;
}

/** Undefined when absent. Throws an EntryProblem for what is no list of texts. */
export function optionalStrings(entry: unknown, key: string): readonly string[] | undefined {
  const value = fieldOf(entry, key);
  if (value === undefined || value === null) {
    return undefined;
  }
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (!isList) {
    throw new EntryProblem(`"${key}" must be a list of texts`);
  }
  return value;
}

/** The own property of that name. */
export function fieldOf(entry: unknown, key: string): unknown {
  return isRecord(entry) && Object.hasOwn(entry, key) ? Reflect.get(entry, key) : undefined;
}

/** Whether it is an object, and no list. */
export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a part, and says where a mistake in it is. */
export function within<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof EntryProblem ? new EntryProblem(`${place}: ${error.message}`) : error;
  }
}
