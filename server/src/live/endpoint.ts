import { type CancellationToken, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { Logger } from '../base/index.ts';
import type { TopologyNotifications, TopologyRequests } from '../../../protocol/topology.ts';

type RequestName = keyof TopologyRequests;

/** What answers one request. A rejection with an error becomes a response error of its message. */
export type Handler<Name extends RequestName> = (
  params: TopologyRequests[Name]['params'],
  signal: AbortSignal,
) => Promise<TopologyRequests[Name]['result']> | TopologyRequests[Name]['result'];

/** A handler for each request of the contract: one that is missing does not compile. */
export type Handlers = { readonly [Name in RequestName]: Handler<Name> };

/** Sends a notification of the contract. */
export type Notify = <Name extends keyof TopologyNotifications>(
  name: Name,
  params: TopologyNotifications[Name],
) => void;

/** Error code of every failure that is told to a person, beyond those that JSON-RPC reserves. */
export const failureCode = -32_000;

/** Registers the handlers on a connection that does not listen yet. */
export function registerHandlers(
  connection: MessageConnection,
  handlers: Handlers,
  logger: Logger,
): void {
  for (const name of Object.keys(handlers)) {
    if (isRequestName(name, handlers)) {
      registerHandler(connection, name, { handlers, logger });
    }
  }
}

/** Sends on the connection; one that is gone is logged, since nobody is left to tell. */
export function notifier(connection: MessageConnection, logger: Logger): Notify {
  return (name, params) => {
    connection.sendNotification(name, params).catch((error: unknown) => {
      logger.warn(`${name} could not be sent: ${messageOf(error)}`);
    });
  };
}

interface Registration {
  readonly handlers: Handlers;
  readonly logger: Logger;
}

function registerHandler<Name extends RequestName>(
  connection: MessageConnection,
  name: Name,
  { handlers, logger }: Registration,
): void {
  const handler: Handler<Name> = handlers[name];
  connection.onRequest(name, (params: TopologyRequests[Name]['params'], token: CancellationToken) =>
    guarded(name, logger, () => handler(params, abortSignal(token))),
  );
}

/** The one place where failures become response errors. */
async function guarded<T>(
  name: string,
  logger: Logger,
  run: () => Promise<T> | T,
): Promise<T | ResponseError> {
  const startedAt = performance.now();
  try {
    return await run();
  } catch (error) {
    logger.warn(`${name}: ${messageOf(error)}`);
    return new ResponseError(failureCode, messageOf(error));
  } finally {
    logger.debug(`${name} took ${Math.round(performance.now() - startedAt)} ms`);
  }
}

function abortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort();
  } else {
    token.onCancellationRequested(() => {
      controller.abort();
    });
  }
  return controller.signal;
}

function isRequestName(name: string, handlers: Handlers): name is RequestName {
  return Object.hasOwn(handlers, name);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
