/** Receives a broken invariant: what it was, and the error or stack that tells where. */
export type UnexpectedHandler = (what: string, error: Error) => void;

const reported = new Set<string>();
let handler: UnexpectedHandler = (what, error) => {
  throw new Error(`unexpected: ${what}`, { cause: error });
};

/**
 * Says where broken invariants go. Each main sets one that logs; without one, as in tests, they
 * are thrown.
 */
export function setUnexpectedHandler(next: UnexpectedHandler): void {
  handler = next;
}

/** Reports a broken invariant once per `what`. It is a bug of ours, never bad input. */
export function unexpected(what: string, cause?: unknown): void {
  if (reported.has(what)) {
    return;
  }
  const error = cause instanceof Error ? cause : new Error(what);
  handler(what, error);
  reported.add(what);
}
