/**
 * Serves VS Code for the Web with the extension in it, as a web site would: no program behind the
 * page, and the demo's `.proto` files in a folder that is in the page's memory. Ctrl-C ends it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { startWebEditor } from '../test/support/webEditor.ts';

const workspace = resolve(import.meta.dirname, '..', 'demo', 'workspace');

const names = await readdir(workspace, { recursive: true });
const files = await Promise.all(
  names
    .filter((name) => name.endsWith('.proto'))
    .map(async (name) => {
      const text = await readFile(join(workspace, name), 'utf8');
      return [name.split(sep).join('/'), text] as const;
    }),
);
const editor = await startWebEditor(Object.fromEntries(files));
console.log(`VS Code for the Web is open at ${editor.url}\nCtrl-C stops it.`);
process.once('SIGINT', () => void editor.stop());
