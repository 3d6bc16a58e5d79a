import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** The large corpus of real files; imports start here. */
export const googleProtoFiles = resolve(
  import.meta.dirname,
  '../../node_modules/google-proto-files',
);

/** The `.proto` files below a folder, relative to it and sorted; not those of installed packages. */
export function protoFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.proto') && !name.includes('node_modules'))
    .sort();
}
