import { URI, Utils } from 'vscode-uri';

/** The one spelling of a URI that the workspace knows: clients encode the same file differently. */
export function canonicalUri(uri: string): string {
  return URI.parse(uri)
    .toString()
    .replace(/(?<=[^/:])\/+$/, '');
}

/**
 * The canonical URIs that an import root of the settings means: an absolute path is itself, a
 * relative one is below each workspace folder. `${workspaceFolder}` and `~` may stand in front.
 */
export function importRootUris(
  path: string,
  folders: readonly string[],
  home: string,
): readonly string[] {
  const plain = path
    .trim()
    .replace(/^\$\{workspaceFolder\}[/\\]?/, './')
    .replace(/^~(?=$|[/\\])/, home);
  if (plain === '') {
    return [];
  }
  if (/^(?:[/\\]|[A-Za-z]:[/\\])/.test(plain)) {
    return [canonicalUri(URI.file(plain).toString())];
  }
  const relative = plain.replaceAll('\\', '/');
  return folders.map((folder) =>
    canonicalUri(Utils.joinPath(URI.parse(folder), relative).toString()),
  );
}
