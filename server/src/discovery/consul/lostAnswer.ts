import { inDoubt, type RegistryError } from '../registryError.ts';
import type { ConsulExchange } from './exchange.ts';
import { codeOf, socketError } from './socketError.ts';

type Call = Pick<ConsulExchange, 'method'>;

/** The error for a request that got no answer. Of a change that was sent it says what that means. */
export function lostAnswer(call: Call, error: unknown, address: string): RegistryError {
  const lost = socketError(error, address);
  const mayBeDone = isChange(call) && lost.kind === 'unreachable' && !isUnsent(error);
  return mayBeDone ? inDoubt(lost) : lost;
}

/**
 * The error for an answer that is no success. A leader that goes while it commits a change does not
 * say whether it has: the followers may have it.
 */
export function failedAnswer(
  call: Call,
  { status, body }: { readonly status: number; readonly body: string },
  error: RegistryError,
): RegistryError {
  const isLost =
    status >= 500 && /leader|time(?:d )?out|\bEOF\b|connection|broken pipe/i.test(body);
  return isChange(call) && isLost ? inDoubt(error) : error;
}

/** What is sent by POST are questions. */
function isChange({ method }: Call): boolean {
  return method === 'PUT' || method === 'DELETE';
}

/** No connection was made, so nothing can have been done. */
function isUnsent(error: unknown): boolean {
  return /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(codeOf(error));
}
