import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Another host of this machine: a network namespace, joined to ours by a virtual cable. */
export interface OtherHost {
  /** Its address, which exists on this machine alone. */
  readonly address: string;
  /** What to put before a command so that it runs there. */
  readonly prefix: readonly string[];
  /** Nothing comes back from there any more, and nobody is told: no reset, no refusal. */
  drop(): Promise<void>;
  heal(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes one; undefined where the machine does not let us, which takes root and `ip`. */
export async function createOtherHost(): Promise<OtherHost | undefined> {
  const id = Math.floor(Math.random() * 60_000);
  const name = `atlas${id}`;
  const [ours, theirs] = [`ata${id}`, `atb${id}`];
  const network = `10.213.${id >> 8}`;
  const first = id & 0xfc;
  const [ourAddress, address] = [`${network}.${first + 1}`, `${network}.${first + 2}`];
  const there = (...words: readonly string[]): Promise<void> => ip('-n', name, ...words);
  const remove = async (): Promise<void> => {
    await ip('link', 'delete', ours).catch(ignore);
    await ip('netns', 'delete', name).catch(ignore);
  };
  try {
    await ip('netns', 'add', name);
    await ip('link', 'add', ours, 'type', 'veth', 'peer', 'name', theirs, 'netns', name);
    await ip('address', 'add', `${ourAddress}/30`, 'dev', ours);
    await ip('link', 'set', ours, 'up');
    await there('address', 'add', `${address}/30`, 'dev', theirs);
    await there('link', 'set', theirs, 'up');
    await there('link', 'set', 'lo', 'up');
  } catch {
    await remove();
    return undefined;
  }
  return {
    address,
    prefix: ['ip', 'netns', 'exec', name],
    drop: () => there('route', 'replace', 'blackhole', `${ourAddress}/32`),
    heal: () => there('route', 'delete', 'blackhole', `${ourAddress}/32`),
    remove,
  };
}

async function ip(...words: readonly string[]): Promise<void> {
  await run('ip', [...words]);
}

function ignore(): void {
  // It was never made.
}
