import type { Snapshot } from '../../workspace/index.ts';
import { pathBelow } from '../../workspace/index.ts';
import { codeSpan } from './markdown.ts';

/** Markdown about an import: the file that it means and the root it was found by. */
export function importHelp(snapshot: Snapshot, uri: string, path: string): string {
  const target = snapshot.resolveImport(uri, path);
  return target === undefined
    ? `${codeSpan(path)} was not found below any import root:\n\n${rootList(snapshot)}`
    : `${codeSpan(path)}\n\n${originOf(snapshot, target, path)}`;
}

function rootList(snapshot: Snapshot): string {
  const lines = snapshot.roots.map(({ uri, origin }) => `- ${codeSpan(readable(uri))} (${origin})`);
  return lines.length === 0 ? 'there is no import root' : lines.slice(0, 20).join('\n');
}

const origins = {
  settings: 'import root from the settings',
  buf: 'module of a buf file',
  inferred: 'import root inferred from the imports of the workspace',
  folder: 'workspace folder',
} as const;

function originOf(snapshot: Snapshot, target: string, path: string): string {
  const root = snapshot.roots.find((each) => pathBelow(each.uri, target) === path);
  return root === undefined
    ? 'built in with Protobuf'
    : `${readable(target)}\n\nfrom ${codeSpan(readable(root.uri))}, ${origins[root.origin]}`;
}

function readable(uri: string): string {
  return decodeURIComponent(uri.replace(/^file:\/\//, ''));
}
