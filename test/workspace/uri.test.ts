import { describe, expect, it } from 'vitest';
import { canonicalUri, importRootUris } from '../../server/src/lsp/uris.ts';
import {
  encodePath,
  isBelow,
  joinUri,
  nameOf,
  parentUri,
  pathBelow,
  sharedLength,
} from '../../server/src/workspace/uri.ts';

/** What clients send for one file, and the one spelling that the workspace knows. */
const spellings: readonly (readonly [sent: string, canonical: string])[] = [
  ['file:///c:/Work/a.proto', 'file:///c%3A/Work/a.proto'],
  ['file:///C:/Work/a.proto', 'file:///c%3A/Work/a.proto'],
  ['file:///C%3A/Work/a.proto', 'file:///c%3A/Work/a.proto'],
  ['file:///c%3a/Work/a.proto', 'file:///c%3A/Work/a.proto'],
  ['file:///with space/a.proto', 'file:///with%20space/a.proto'],
  ['file:///with%20space/a.proto', 'file:///with%20space/a.proto'],
  ['file:///100%25/a.proto', 'file:///100%25/a.proto'],
  ['file:///gr%C3%BC%C3%9Fe/a.proto', 'file:///gr%C3%BC%C3%9Fe/a.proto'],
  ['file:///grüße/a.proto', 'file:///gr%C3%BC%C3%9Fe/a.proto'],
  ['file:///日本/a.proto', 'file:///%E6%97%A5%E6%9C%AC/a.proto'],
  ["file:///it's(1)!*/a.proto", 'file:///it%27s%281%29%21%2A/a.proto'],
  ['file:///a+b&c=d;e,f@g/a.proto', 'file:///a%2Bb%26c%3Dd%3Be%2Cf%40g/a.proto'],
  ['file:///hash%23tag/what%3F/a.proto', 'file:///hash%23tag/what%3F/a.proto'],
  ['file://server/share/a.proto', 'file://server/share/a.proto'],
  ['file:///ws/', 'file:///ws'],
  ['untitled:Untitled-1', 'untitled:Untitled-1'],
];

describe('a canonical URI', () => {
  it.each(spellings)('of %j is %j', (sent, canonical) => {
    expect(canonicalUri(sent)).toBe(canonical);
    expect(canonicalUri(canonical)).toBe(canonical);
  });

  it.each(spellings.filter(([, canonical]) => canonical.includes('/a.proto')))(
    'of %j is what joining its folder and its path gives',
    (_, canonical) => {
      const folder = parentUri(parentUri(canonical));
      const path = pathBelow(folder, canonical);
      expect(path).toBe(decodeURIComponent(canonical.slice(folder.length + 1)));
      expect(joinUri(folder, path ?? '')).toBe(canonical);
      expect(nameOf(canonical)).toBe('a.proto');
    },
  );
});

describe('URIs', () => {
  it('are below a folder by whole segments alone', () => {
    expect(isBelow('file:///a/b', 'file:///a/b/c')).toBe(true);
    expect(isBelow('file:///a/b', 'file:///a/bc')).toBe(false);
    expect(isBelow('file:///a/b', 'file:///a/b')).toBe(false);
    expect(isBelow('file:///c%3A', 'file:///c%3A/x')).toBe(true);
  });

  it('share whole segments', () => {
    expect(sharedLength('file:///a/bc/', 'file:///a/bd/')).toBe('file:///a'.length);
    expect(sharedLength('file:///a/b/', 'file:///a/b/')).toBe('file:///a/b/'.length - 1);
  });

  it('have no path below a folder that they are not in', () => {
    expect(pathBelow('file:///a', 'file:///ab/c')).toBeUndefined();
    expect(pathBelow('file:///a', 'file:///a')).toBeUndefined();
  });

  it('are made of no text that cannot be encoded', () => {
    expect(joinUri('file:///a', 'x\ud800.proto')).toBeUndefined();
    expect(encodePath('\udc00')).toBeUndefined();
    expect(encodePath('\u{1f600}')).toBe('%F0%9F%98%80');
  });

  it('of import roots come from paths of either system', () => {
    const folders = ['file:///c%3A/Work'];
    expect(importRootUris('C:\\Protos', folders, undefined)).toEqual(['file:///c%3A/Protos']);
    expect(importRootUris('third party\\x', folders, undefined)).toEqual([
      'file:///c%3A/Work/third%20party/x',
    ]);
    expect(importRootUris('${workspaceFolder}/p', folders, undefined)).toEqual([
      'file:///c%3A/Work/p',
    ]);
    expect(importRootUris('../up', folders, undefined)).toEqual(['file:///c%3A/up']);
  });
});
