import { inDoubt, RegistryError } from '../registryError.ts';

/** Says of a change that failed what is different from a read that does. */
export function changeError(error: unknown, name: string): unknown {
  if (!(error instanceof RegistryError)) {
    return error;
  }
  const { kind, message } = error;
  if (/request is too large|larger than max/.test(message)) {
    return new RegistryError(
      kind,
      `${name} takes no request of this size: etcd allows 1.5 MiB unless it was started with another --max-request-bytes`,
    );
  }
  if (message.includes('too many operations')) {
    return new RegistryError(
      kind,
      `${name} takes fewer changes at once: it was started with a lower --max-txn-ops than 128`,
    );
  }
  if (message.includes('read these keys')) {
    const text = message.replace(
      /read these keys:.*$/s,
      'change these keys: ask for a role that may',
    );
    return new RegistryError(kind, text);
  }
  return kind === 'unreachable' ? inDoubt(error) : error;
}
