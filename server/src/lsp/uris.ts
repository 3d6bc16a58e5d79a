import { URI, Utils } from 'vscode-uri';

/**
 * The one spelling of a URI that the workspace knows: clients encode the same file differently. No
 * slash at its end, so that `/` and a name may follow, be it `file://` or `memfs:`.
 */
export function canonicalUri(uri: string): string {
  const text = URI.parse(uri).toString();
  const origin = /^[^:]*:(?:\/\/[^/]*)?/.exec(text)?.[0] ?? '';
  return origin + text.slice(origin.length).replace(/\/+$/, '');
}

/**
 * The canonical URIs that an import root of the settings means: a URI and an absolute path are
 * themselves, a relative path is below each workspace folder. `${workspaceFolder}` and, where there is
 * a home, `~` may stand in front.
 */
export function importRootUris(
  path: string,
  folders: readonly string[],
  home?: string,
): readonly string[] {
  const plain = path
    .trim()
    .replace(/^\$\{workspaceFolder\}[/\\]?/, './')
    .replace(/^~(?=$|[/\\])/, home ?? '~');
  if (plain === '') {
    return [];
  }
  if (/^[A-Za-z][\w+.-]+:\/\//.test(plain)) {
    return [canonicalUri(plain)];
  }
  if (/^(?:[/\\]|[A-Za-z]:[/\\])/.test(plain)) {
    const isOfWindows = /^[A-Za-z]:/.test(plain);
    return [canonicalUri(URI.file(isOfWindows ? plain.replaceAll('\\', '/') : plain).toString())];
  }
  const relative = plain.replaceAll('\\', '/');
  return folders.map((folder) =>
    canonicalUri(Utils.joinPath(URI.parse(folder), relative).toString()),
  );
}
