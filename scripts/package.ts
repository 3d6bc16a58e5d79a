/** Makes `proto-atlas.vsix` at the root, from a fresh build. */
import { join, resolve } from 'node:path';
import { buildAll } from './build.ts';
import { runTool } from './tools.ts';
import { writeThirdPartyNotices } from './thirdPartyNotices.ts';

const root = resolve(import.meta.dirname, '..');
export const vsixPath = join(root, 'proto-atlas.vsix');

/** Builds and packages; throws when either fails. */
export async function packageExtension(): Promise<void> {
  await buildAll();
  await writeThirdPartyNotices(join(root, 'dist', 'ThirdPartyNotices.txt'));
  // Everything is bundled, so no dependency goes in. There is no public repository to link to yet.
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const packaged = await runTool('vsce', ['package', ...flags, '--out', vsixPath], { cwd: root });
  if (!packaged) {
    throw new Error('vsce package failed: see its messages above');
  }
}

if (import.meta.main) {
  await packageExtension();
}
