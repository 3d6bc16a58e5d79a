import { URI } from 'vscode-uri';
import { joinUri } from '../workspace/index.ts';
import { CommittedFileSystem, listCommitted } from './baselineFiles.ts';
import { findRevision } from './baselineRevision.ts';
import { runGit } from './git.ts';
import type { FolderAt, History } from './history.ts';

/** The history that git keeps, asked by running it. */
export const gitHistory: History = {
  revision: (folder, against) => findRevision(pathOf(folder), against),

  files: async (folders) => {
    const listed = await Promise.all(
      folders.map(({ folder, commit }) => listCommitted(folder, commit)),
    );
    return new CommittedFileSystem(listed.filter((files) => files !== undefined));
  },

  changed: async ({ folder, commit }: FolderAt) => {
    const args = ['diff', '--name-only', '-z', '--relative', '--no-renames', '--no-ext-diff'];
    const selection = ['--diff-filter=MDT', commit, '--', '*.proto'];
    const output = await runGit(pathOf(folder), [...args, ...selection]);
    const paths = output?.split('\0').filter((path) => path !== '') ?? [];
    return paths.flatMap((path) => joinUri(folder, path) ?? []);
  },
};

function pathOf(folder: string): string {
  return URI.parse(folder).fsPath;
}
