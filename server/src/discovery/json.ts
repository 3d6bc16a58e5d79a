/** Careful readers of decoded JSON: a value of another type than asked for counts as absent. */

/** An object of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Undefined for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether it is an object, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property of that name, never one of the prototype. */
export function property(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The property when it is text. */
export function text(object: unknown, name: string): string | undefined {
  const value = property(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** Undefined for an empty text too. */
export function filledText(object: unknown, name: string): string | undefined {
  const value = text(object, name);
  return value === '' ? undefined : value;
}

/** A finite number. */
export function number(object: unknown, name: string): number | undefined {
  const value = property(object, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What a list holds; nothing for what is no list. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Those of the items that are text. */
export function textItems(value: unknown): readonly string[] {
  return items(value).filter((item) => typeof item === 'string');
}

/** Empty when absent. */
export function list(object: unknown, name: string): readonly unknown[] {
  return items(property(object, name));
}

/** The entries that are text. */
export function textList(object: unknown, name: string): readonly string[] {
  return textItems(property(object, name));
}

/** Entries of an object as text: other values in JSON, `null` left out. */
export function textEntries(object: unknown, name: string): [string, string][] {
  const value = property(object, name);
  if (!isObject(value)) {
    return [];
  }
  return Object.entries(value)
    .filter(([, item]) => item !== null && item !== undefined)
    .map(([key, item]) => [key, typeof item === 'string' ? item : jsonText(item)]);
}

/** JSON for display. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch (error) {
    // Parsed JSON has no cycles, but it may be nested more deeply than the stack allows.
    if (error instanceof RangeError) {
      return '(nested too deeply)';
    }
    throw error;
  }
}
