/** Giving way, in a Node process and in a worker of a browser alike. */

/** Of Node. */
declare const setImmediate: ((callback: () => void) => unknown) | undefined;
/** Of both, but each has types of its own. */
declare const MessageChannel: new () => {
  readonly port1: { onmessage: (() => void) | null };
  readonly port2: { postMessage(message: unknown): void };
};

/** From the bytes of a message until its handler runs, with some to spare. */
const turnsOfMessage = 3;

/** Resolves once everything that waits on the event loop has had its turn. */
export const nextTurn =
  typeof setImmediate === 'undefined' ? turnsOfWorker() : turnsOfNode(setImmediate);

/** Resolves once the messages that have come so far are taken in, each of which may take a few turns. */
export async function messagesTakenIn(): Promise<void> {
  for (let turn = 0; turn < turnsOfMessage; turn++) {
    await nextTurn();
  }
}

/** Resolves after some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function turnsOfNode(later: (callback: () => void) => unknown): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      later(resolve);
    });
}

/** A browser lets timers wait that are set within timers, but not messages. */
function turnsOfWorker(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
}
