import { CodegenError } from './codegenError.ts';
import type { PluginFile } from './pluginMessages.ts';

/** A whole output: path relative to the output folder, `/`-separated, and its text. */
export interface OutputFile {
  readonly name: string;
  readonly content: string;
}

/**
 * The outputs of a response, insertions applied, in order of the response.
 *
 * @throws CodegenError of kind `path` when two entries are one file, `failed` when an insertion
 *   finds no place.
 */
export function assembleFiles(files: readonly PluginFile[]): OutputFile[] {
  const contents = new Map<string, string>();
  for (const file of files) {
    const existing = contents.get(file.name);
    if (file.insertionPoint !== '') {
      contents.set(file.name, insert(existing, file));
    } else if (existing === undefined) {
      contents.set(file.name, file.content);
    } else {
      throw new CodegenError({
        kind: 'path',
        message: `the generator wrote ${file.name} twice; nothing was written`,
      });
    }
  }
  return [...contents].map(([name, content]) => ({ name, content }));
}

/** The text goes before the line that holds the marker, indented as that line is. */
function insert(existing: string | undefined, file: PluginFile): string {
  const marker = `@@protoc_insertion_point(${file.insertionPoint})`;
  const at = existing?.indexOf(marker) ?? -1;
  if (existing === undefined || at === -1) {
    throw new CodegenError({
      kind: 'failed',
      message: `the generator inserts at ${file.insertionPoint} of ${file.name}, which it did not write; nothing was written`,
    });
  }
  const lineStart = existing.lastIndexOf('\n', at) + 1;
  const indent = /^[ \t]*/.exec(existing.slice(lineStart))?.[0] ?? '';
  const text = file.content.replaceAll(/^(?=[^\n])/gm, indent);
  return existing.slice(0, lineStart) + text + existing.slice(lineStart);
}
