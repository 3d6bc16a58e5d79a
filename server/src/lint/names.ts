/** Spellings of names, as `buf lint` derives one from another. */

/** `foo_bar` gives `FooBar`; letters that are upper case stay so. */
export function pascalCase(name: string): string {
  return name.replace(/_*([^_]+)/g, (_, word: string) => upperFirst(word)).replaceAll('_', '');
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function lowerSnakeCase(name: string): string {
  return snakeCase(name).toLowerCase();
}

export function upperSnakeCase(name: string): string {
  return snakeCase(name).toUpperCase();
}

/**
 * A word begins at an upper-case letter behind a lower-case one, or in front of one: `fooHTTPBar`
 * gives `foo_HTTP_Bar`. A digit begins none. Underscores at the ends go, several become one.
 */
function snakeCase(name: string): string {
  return name
    .replace(/[-.\s]/g, '_')
    .replace(/(?<=[a-z])(?=[A-Z])|(?<=[^_])(?=[A-Z][^A-Z0-9_])/g, '_')
    .replace(/_+/g, '_')
    .replace(/^_|_$/g, '');
}

const versionPattern = /^v[1-9]\d*(?:test.*|(?:p[1-9]\d*)?(?:alpha|beta)(?:[1-9]\d*)?)?$/;

/** What the last part of a package says of its stability; undefined when it is no version. */
export function packageStability(packageName: string): 'stable' | 'unstable' | undefined {
  const last = packageName.slice(packageName.lastIndexOf('.') + 1);
  if (!packageName.includes('.') || !versionPattern.test(last)) {
    return undefined;
  }
  return /^v\d+$/.test(last) ? 'stable' : 'unstable';
}
