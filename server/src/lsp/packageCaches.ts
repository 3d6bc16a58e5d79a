import { join } from 'node:path';
import { URI } from 'vscode-uri';
import type { PackageCaches } from '../workspace/index.ts';
import { canonicalUri } from './uris.ts';

export interface CacheEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/**
 * Where Go and buf keep the modules that they have fetched: as `go env GOMODCACHE` and buf's own
 * rule for its cache folder have it, `BUF_CACHE_DIR` before the system's folder for caches.
 */
export function packageCaches(environment: CacheEnvironment): PackageCaches {
  const { variables, home, platform } = environment;
  const [firstGoPath] = variables.GOPATH?.split(platform === 'win32' ? ';' : ':') ?? [];
  const goPath = setTo(firstGoPath) ?? join(home, 'go');
  const goModules = setTo(variables.GOMODCACHE) ?? join(goPath, 'pkg', 'mod');
  const buf = setTo(variables.BUF_CACHE_DIR) ?? join(cacheFolder(environment), 'buf');
  return { goModules: uriOf(goModules), bufModules: uriOf(join(buf, 'v3', 'modules')) };
}

function cacheFolder({ variables, home, platform }: CacheEnvironment): string {
  return platform === 'win32'
    ? (setTo(variables.LOCALAPPDATA) ?? join(home, 'AppData', 'Local'))
    : (setTo(variables.XDG_CACHE_HOME) ?? join(home, '.cache'));
}

/** A variable that is empty says nothing. */
function setTo(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function uriOf(path: string): string {
  return canonicalUri(URI.file(path).toString());
}
