/** Packages of any release of Debian, from the mirror that this machine is set up with. */
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether packages can be fetched here at all. */
export async function isDebian(): Promise<boolean> {
  return (await onPath(['apt-get'])) !== undefined && (await onPath(['dpkg'])) !== undefined;
}

/**
 * Unpacks packages of another release into a folder without touching the system: everything that
 * apt writes goes to a temporary folder. Rejects when one of them can't be had.
 */
export async function unpackDebianPackages(
  packages: readonly string[],
  suite: string,
  target: string,
): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'proto-atlas-apt-'));
  try {
    const mirror = await debianMirror(work);
    const sources = join(work, 'sources.list');
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
    await writeFile(sources, `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
    const options = [
      `-oDir::Etc::sourcelist=${sources}`,
      '-oDir::Etc::sourceparts=-',
      ...(await aptFolders(join(work, 'suite'))),
    ];
    await run('apt-get', [...options, 'update'], { cwd: work });
    await run('apt-get', [...options, 'download', ...packages], { cwd: work });
    const archives = (await readdir(work)).filter((name) => name.endsWith('.deb'));
    if (archives.length < packages.length) {
      throw new Error(`apt-get did not download all of ${packages.join(', ')}`);
    }
    for (const archive of archives) {
      await run('dpkg', ['-x', join(work, archive), target]);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The mirror that this machine is set up with. apt names it only once it has its lists. */
async function debianMirror(work: string): Promise<string> {
  const known = (await mirrors([])) ?? (await mirrors(await ownLists(join(work, 'system'))));
  if (known === undefined) {
    throw new Error('apt knows no mirror of Debian');
  }
  return known;
}

async function mirrors(options: readonly string[]): Promise<string | undefined> {
  const ask = [...options, 'indextargets', '--format', '$(SITE)', 'Created-By: Packages'];
  const sites = (await run('apt-get', ask)).stdout.split('\n');
  return sites.find((site) => site !== '' && !site.includes('security'));
}

/** Lists of the machine's own sources in a folder of ours: the system's need root. */
async function ownLists(folder: string): Promise<readonly string[]> {
  const options = await aptFolders(folder);
  await run('apt-get', [...options, 'update']);
  return options;
}

/** Options that keep all that apt writes below a folder. */
async function aptFolders(folder: string): Promise<readonly string[]> {
  const lists = join(folder, 'lists');
  const cache = join(folder, 'cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  return [
    `-oDir::State::Lists=${lists}`,
    `-oDir::Cache=${cache}`,
    // The sandbox user of apt could not write into a folder of ours.
    '-oAPT::Sandbox::User=root',
    '-oAcquire::Languages=none',
  ];
}

/** The first of these programs that is on PATH. */
export async function onPath(names: readonly string[]): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const file = join(folder, name);
      const isThere = await access(file).then(
        () => true,
        () => false,
      );
      if (isThere) {
        return file;
      }
    }
  }
  return undefined;
}
