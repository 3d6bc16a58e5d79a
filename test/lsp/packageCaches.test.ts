import { describe, expect, it } from 'vitest';
import { packageCaches } from '../../server/src/lsp/packageCaches.ts';

const home = '/home/ann';

describe('the caches of packages', () => {
  it.each([
    [{}, 'file:///home/ann/go/pkg/mod', 'file:///home/ann/.cache/buf/v3/modules'],
    [
      { GOPATH: '/one:/two', XDG_CACHE_HOME: '/c' },
      'file:///one/pkg/mod',
      'file:///c/buf/v3/modules',
    ],
    [
      { GOMODCACHE: '/m', GOPATH: '/one', BUF_CACHE_DIR: '/b', XDG_CACHE_HOME: '/c' },
      'file:///m',
      'file:///b/v3/modules',
    ],
    [
      { GOMODCACHE: '', GOPATH: '', BUF_CACHE_DIR: '', XDG_CACHE_HOME: '' },
      'file:///home/ann/go/pkg/mod',
      'file:///home/ann/.cache/buf/v3/modules',
    ],
  ])('with %j are where Go and buf look', (variables, goModules, bufModules) => {
    expect(packageCaches({ variables, home, platform: 'linux' })).toEqual({
      goModules,
      bufModules,
    });
  });

  it('of buf are local application data on Windows', () => {
    const variables = { LOCALAPPDATA: '/local' };
    const { bufModules } = packageCaches({ variables, home, platform: 'win32' });
    expect(bufModules).toBe('file:///local/buf/v3/modules');
  });
});
