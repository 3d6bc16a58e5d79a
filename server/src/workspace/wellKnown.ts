import { wellKnownPaths, wellKnownText } from '../compiler/index.ts';
import { joinUri } from './uri.ts';

/** Scheme of the documents that are built in; the client serves their text. */
export const wellKnownScheme = 'proto-atlas-wkt';

/** The URI of a built-in file; undefined when the path is not one. */
export function wellKnownUri(path: string): string | undefined {
  return wellKnownText(path) === undefined ? undefined : joinUri(`${wellKnownScheme}:`, path);
}

/** The import path of a built-in document's URI. */
export function wellKnownPathOf(uri: string): string | undefined {
  const prefix = `${wellKnownScheme}:/`;
  return uri.startsWith(prefix) ? decodeURIComponent(uri.slice(prefix.length)) : undefined;
}

export { wellKnownPaths, wellKnownText };
