import {
  type CancellationToken,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { Logger } from '../base/index.ts';
import { RequestError } from '../features/index.ts';
import { CancelledError, throwIfCancelled } from '../workspace/index.ts';
import { nextTurn } from './turns.ts';

/** Answers a request; rejects with `CancelledError` or `RequestError` for the ordinary failures. */
export type Handler<P, R> = (params: P, signal: AbortSignal) => R | Promise<R>;

/** The text that a request was about has changed since: the client asks again. */
export class ContentModifiedError extends Error {
  override readonly name = 'ContentModifiedError';
}

/**
 * What every request goes through: its token becomes a signal, messages that came with it (an edit,
 * its cancellation) are taken in first, its time is logged, and whatever it throws is an answer.
 */
export function guard<P, R>(
  { method, logger }: { readonly method: string; readonly logger: Logger },
  handler: Handler<P, R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError> {
  return async (params, token) => {
    const started = performance.now();
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    try {
      await nextTurn();
      throwIfCancelled(controller.signal);
      return await handler(params, controller.signal);
    } catch (error) {
      return toResponseError(method, error, logger);
    } finally {
      subscription.dispose();
      logger.debug(`${method} took ${(performance.now() - started).toFixed(1)} ms`);
    }
  };
}

function toResponseError(method: string, error: unknown, logger: Logger): ResponseError {
  if (error instanceof CancelledError) {
    return new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
  }
  if (error instanceof ContentModifiedError) {
    return new ResponseError(LSPErrorCodes.ContentModified, error.message);
  }
  if (error instanceof RequestError) {
    return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
  }
  const message = error instanceof Error ? error.message : String(error);
  logger.error(`${method}: ${error instanceof Error ? (error.stack ?? message) : message}`);
  return new ResponseError(
    ErrorCodes.InternalError,
    `Proto Atlas could not answer ${method}: ${message}. The log tells more.`,
  );
}
