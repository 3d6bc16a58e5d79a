import { anyName } from '../consul/agentFacts.ts';
import { items, parseJson, property, text } from '../json.ts';
import type { ConsulHttp, ConsulReply } from '../keys/consulHttp.ts';
import { RegistryError } from '../registryError.ts';

const missingTexts: Readonly<Record<string, string>> = {
  session:
    'sessions may be missing: the token may not read those of every node (session:read for the prefix "" shows all)',
  key: 'locks may be missing: the token may not read every key (key:read for the prefix "" shows all)',
};

/** What the token may not read: Consul leaves it out without a word. An agent without ACL has none. */
export async function missingRights(
  http: ConsulHttp,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const questions = Object.keys(missingTexts).map((Resource) => ({
    Resource,
    Access: 'read',
    Segment: anyName,
  }));
  const body = JSON.stringify(questions);
  const call = { method: 'POST', path: 'internal/acl/authorize', body } as const;
  // Agents before 1.8 and those without ACL refuse the question; it is told nothing of them.
  const answer = await http.send(call, signal).catch(unlessUnreachable);
  return items(answer && parseJson(answer.body))
    .filter((right) => property(right, 'Allow') === false)
    .flatMap((right) => missingTexts[text(right, 'Resource') ?? ''] ?? []);
}

function unlessUnreachable(error: unknown): undefined {
  if (!(error instanceof RegistryError) || error.kind === 'unreachable') {
    throw error;
  }
}

/** An answer that nothing follows from. */
export function strangeAnswer(what: string, { status, body }: ConsulReply): RegistryError {
  const detail = body.slice(0, 300).trim();
  return new RegistryError('unreadable', `${what}: Consul answers with HTTP ${status} (${detail})`);
}

/** Names in a refusal the right that the token lacks. */
export async function withRight(asked: Promise<ConsulReply>, right: string): Promise<ConsulReply> {
  try {
    return await asked;
  } catch (error) {
    throw error instanceof RegistryError && error.kind === 'refused'
      ? new RegistryError('refused', `${error.message}. What it needs is ${right}`)
      : error;
  }
}
