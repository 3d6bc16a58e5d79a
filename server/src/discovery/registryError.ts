/**
 * Why a registry can't be read.
 *
 * - `unreachable`: nothing answers, or the connection broke. Worth a quick retry.
 * - `refused`: it answers and says no (password, token, permission, certificate). A person must act.
 * - `unreadable`: what it says makes no sense (not that kind of registry, a broken file).
 */
export type RegistryErrorKind = 'unreachable' | 'refused' | 'unreadable';

/** The message can be shown to a person as it stands. It never holds a secret. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly kind: RegistryErrorKind;

  constructor(kind: RegistryErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The error of a change that got no clear answer: it may have happened all the same. */
export function inDoubt({ kind, message }: RegistryError): RegistryError {
  return new RegistryError(
    kind,
    `${message}. It may have been done all the same: look before doing it again`,
  );
}

/** Makes sure that what was caught is a RegistryError; others become `unreadable` with their text. */
export function toRegistryError(error: unknown, where: string): RegistryError {
  if (error instanceof RegistryError) {
    return error;
  }
  const text = error instanceof Error ? error.message : String(error);
  return new RegistryError('unreadable', `${where}: ${text}`);
}
