import { findCommits, runGit } from './git.ts';
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
  const wanted = against === '' ? defaultBranches : [against];
  const [found] = await findCommits(folder, wanted);
  if (found === undefined) {
    return { reason: await whyNone(folder, against) };
  }
  const [revision, commit] = found;
  return against === '' ? mergeBase(folder, revision) : { commit, name: named(against, commit) };
}

async function mergeBase(
  folder: string,
  branch: string,
): Promise<Revision | { readonly reason: string }> {
  const base = await runGit(folder, ['merge-base', 'HEAD', branch]);
  const commit = base?.trim() ?? '';
  return commit === ''
    ? { reason: `the present branch and ${branch} have no commit in common` }
    : { commit, name: named(branch.replace('origin/HEAD', 'the default branch'), commit) };
}

async function whyNone(folder: string, against: string): Promise<string> {
  const inside = await runGit(folder, ['rev-parse', '--is-inside-work-tree']);
  if (inside?.trim() !== 'true') {
    return 'it is in no git repository, or git is not installed';
  }
  return against === ''
    ? 'its repository has no default branch (looked for origin/HEAD, main and master)'
    : `"${against}" is no revision of its repository`;
}

function named(revision: string, commit: string): string {
  const short = commit.slice(0, 7);
  return commit.startsWith(revision) ? short : `${revision} (${short})`;
}
