import { type ListedMember, memberList, memberStatus } from '../cluster/etcdWire.ts';
import { readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { RegistryError } from '../registryError.ts';
import { valueText } from '../safeText.ts';
import { readTlsFiles } from '../tlsFiles.ts';
import { knock } from './knock.ts';
import { openSession } from './session.ts';

/** Milliseconds between two roll calls, and how long a member is waited for. */
const pause = 5_000;
const limit = 1_500;

/** Members beyond this many are counted, not asked. */
const mostMembers = 16;

/**
 * Who of a cluster without a leader is there. It is asked beside the watch, which must not wait for
 * members that are down; what was found holds until the next one.
 */
export class RollCall {
  #text = '';
  #askedAt = Number.NEGATIVE_INFINITY;

  /** A sentence about the members; empty as long as nothing is known. */
  get text(): string {
    return this.#text;
  }

  /** Asks a member that answers, unless that was done just now. `told` follows when it says more. */
  ask(endpoint: RegistryEndpoint, told: () => void, signal: AbortSignal): void {
    const now = performance.now();
    if (now - this.#askedAt < pause) {
      return;
    }
    this.#askedAt = now;
    void rollCall(endpoint, signal).then((found) => {
      const isCurrent = this.#askedAt === now && !signal.aborted;
      if (isCurrent && found !== undefined && found !== this.#text) {
        this.#text = found;
        told();
      }
    });
  }

  /** There is a leader again. */
  clear(): void {
    this.#text = '';
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }
}

/** Undefined when the member does not tell. Never rejects. */
async function rollCall(
  endpoint: RegistryEndpoint,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { ownId, members } = await askMember(endpoint, signal);
    const asked = members.slice(0, mostMembers);
    const answers = await Promise.all(
      asked.map(async (member) => member.id === ownId || isThere(member, endpoint, signal)),
    );
    return textOf(asked, answers, members.length);
  } catch (error) {
    if (error instanceof RegistryError) {
      return undefined;
    }
    throw error;
  }
}

/** Without signing in, which would need a leader. A member knows its cluster by itself. */
async function askMember(
  endpoint: RegistryEndpoint,
  signal: AbortSignal,
): Promise<{ readonly ownId: string; readonly members: readonly ListedMember[] }> {
  const session = await openSession({ endpoint }, signal);
  try {
    const [status, members] = await Promise.all([
      session.call(memberStatus, {}, signal),
      session.call(memberList, {}, signal),
    ]);
    return { ownId: status.memberId, members };
  } finally {
    session.close();
  }
}

/** Whether it answers from here. One that refuses us is there. */
async function isThere(
  { clientUrls }: ListedMember,
  { tls }: RegistryEndpoint,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const [endpoint] = readEndpoints(clientUrls.slice(0, 1), tls);
    const files = endpoint.tls === undefined ? {} : await readTlsFiles(endpoint.tls);
    await knock({ endpoint, files, limit }, signal);
    return true;
  } catch (error) {
    return error instanceof RegistryError && error.kind === 'refused';
  }
}

function textOf(
  members: readonly ListedMember[],
  answers: readonly boolean[],
  count: number,
): string {
  const named = (isAnswering: boolean): string =>
    members
      .filter((_, index) => answers[index] === isAnswering)
      .map(nameOf)
      .join(', ');
  const silent = named(false);
  return silent === ''
    ? `All of its ${count} members answer from here: check that they reach each other`
    : `Of its ${count} members these answer: ${named(true)}; and from here these do not: ${silent}`;
}

/** A member without a name has not joined yet. */
function nameOf({ name, id, peerUrls, clientUrls }: ListedMember): string {
  const [url = ''] = [...clientUrls, ...peerUrls];
  return valueText(`${name === '' ? id : name} (${url.replace(/^https?:\/\//, '')})`);
}
