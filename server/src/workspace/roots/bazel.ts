import { findCalls, starlark } from './calls.ts';
import { claimOf, type RootClaim } from './claim.ts';

/** A repository: what no rule says otherwise about is imported by its path from here. */
export function bazelRepository(): readonly RootClaim[] {
  return [{ base: 'folder', path: '.', line: 0 }];
}

/**
 * What the `proto_library` rules of a package strip from import paths and put in front: relative to
 * the package, or from the repository with a `/` in front.
 */
export function bazelPackage(text: string): readonly RootClaim[] {
  return findCalls(text, ['proto_library'], starlark).flatMap(({ line, arguments: all }) => {
    const valueOf = (key: string): string | undefined =>
      all.find((argument) => argument.key === key)?.strings[0];
    const strip = valueOf('strip_import_prefix');
    const prefix = valueOf('import_prefix')?.replace(/^\/+|\/+$/g, '') ?? '';
    if (strip === undefined && prefix === '') {
      return [];
    }
    const isFromRepository = strip === undefined || strip.startsWith('/');
    return claimOf((strip ?? '').replace(/^\/+/, ''), {
      base: isFromRepository ? 'repository' : 'folder',
      line,
      ...(prefix !== '' && { prefix }),
    });
  });
}
