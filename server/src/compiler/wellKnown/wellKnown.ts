import { bundledTexts, wellKnownTexts } from './generated.ts';

/** Import paths that protoc resolves by itself, sorted: `google/protobuf/*.proto` and the like. */
export const wellKnownPaths: readonly string[] = Object.keys(wellKnownTexts).sort();

/**
 * Import paths of files that are built in for our own use, and that protoc does not resolve by
 * itself: `google/rpc/{code,error_details,status}.proto`.
 */
export const bundledPaths: readonly string[] = Object.keys(bundledTexts).sort();

/** Text of a well-known file, or undefined for any other path. */
export function wellKnownText(path: string): string | undefined {
  return Object.hasOwn(wellKnownTexts, path) ? wellKnownTexts[path] : undefined;
}

/** Text of a bundled file, or undefined for any other path. */
export function bundledText(path: string): string | undefined {
  return Object.hasOwn(bundledTexts, path) ? bundledTexts[path] : undefined;
}
