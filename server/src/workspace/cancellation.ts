/** The part of an `AbortSignal` that the pure layers need: they are compiled without host types. */
export interface Cancellation {
  readonly aborted: boolean;
}

/** Thrown by work that noticed its cancellation; the border answers it as such. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** Throws `CancelledError` when the signal is aborted. */
export function throwIfCancelled(signal: Cancellation | undefined): void {
  if (signal?.aborted === true) {
    throw new CancelledError('cancelled');
  }
}
