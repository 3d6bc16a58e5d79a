import { runGit } from './git.ts';
import type { Revision } from './history.ts';

/** Where the work of others is, the likeliest first. */
const defaultBranches = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/**
 * The commit that a setting means in a folder: of an empty one where the present branch has left
 * the default branch. Or, as text for people, why there is none.
 */
export async function findRevision(
  folder: string,
  against: string,
): Promise<Revision | { readonly reason: string }> {
  const inside = await runGit(folder, ['rev-parse', '--is-inside-work-tree']);
  if (inside?.trim() !== 'true') {
    return { reason: 'it is in no git repository, or git is not installed' };
  }
  return against === '' ? mergeBase(folder) : namedRevision(folder, against);
}

async function namedRevision(
  folder: string,
  against: string,
): Promise<Revision | { readonly reason: string }> {
  const commit = await commitOf(folder, against);
  return commit === undefined
    ? { reason: `"${against}" is no revision of its repository` }
    : { commit, name: named(against, commit) };
}

async function mergeBase(folder: string): Promise<Revision | { readonly reason: string }> {
  for (const branch of defaultBranches) {
    if ((await commitOf(folder, branch)) !== undefined) {
      const base = await runGit(folder, ['merge-base', 'HEAD', branch]);
      const commit = base?.trim() ?? '';
      return commit === ''
        ? { reason: `the present branch and ${branch} have no commit in common` }
        : { commit, name: named(branch.replace('origin/HEAD', 'the default branch'), commit) };
    }
  }
  const names = 'origin/HEAD, main and master';
  return { reason: `its repository has no default branch (looked for ${names})` };
}

/** A name that begins with a dash would be an option. */
async function commitOf(folder: string, revision: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const commit = await runGit(folder, args);
  return commit === undefined || commit.trim() === '' ? undefined : commit.trim();
}

function named(revision: string, commit: string): string {
  const short = commit.slice(0, 7);
  return commit.startsWith(revision) ? short : `${revision} (${short})`;
}
