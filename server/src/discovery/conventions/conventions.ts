import { parseJson } from '../json.ts';
import { cloudWeGo } from './cloudWeGo.ts';
import type { Convention, Decoded, EtcdEntry } from './convention.ts';
import { etcdNaming } from './etcdNaming.ts';
import { goMicro } from './goMicro.ts';
import { goZero } from './goZero.ts';
import { hostPort } from './hostPort.ts';
import { kratos } from './kratos.ts';

/** What a raw key is: text already, not yet checked. */
export interface RawEntry {
  readonly key: string;
  readonly value: string;
  /** Decimal; `0` without a lease. */
  readonly leaseId: string;
}

/**
 * The known layouts. Order matters: those with a prefix or a shape of their own come before those
 * that look at the last part of the key, and a bare address comes last.
 */
const conventions: readonly Convention[] = [
  goMicro,
  kratos,
  cloudWeGo,
  etcdNaming,
  goZero,
  hostPort,
];

/** Longer values are registrations of nothing that is known, and are not worth parsing. */
const longestValue = 256 * 1024;

/** Reads a key by the first layout that it fits. Never throws. */
export function decodeEntry(raw: RawEntry): Decoded {
  const entry = toEntry(raw);
  for (const convention of conventions) {
    const decoded = convention(entry);
    if (decoded !== undefined) {
      return checked(decoded);
    }
  }
  return { kind: 'rejected', reason: whyUnknown(raw) };
}

function toEntry(raw: RawEntry): EtcdEntry {
  const looksLikeObject = raw.value.length <= longestValue && raw.value.trimStart().startsWith('{');
  return {
    ...raw,
    segments: raw.key.split('/').filter((segment) => segment !== ''),
    json: looksLikeObject ? parseJson(raw.value) : undefined,
  };
}

function checked(decoded: Decoded): Decoded {
  return decoded.kind === 'registration' && decoded.service.trim() === ''
    ? { kind: 'rejected', reason: `looks like ${decoded.convention}, but names no service` }
    : decoded;
}

function whyUnknown({ value }: RawEntry): string {
  if (value === '') {
    return 'fits no known registration layout: its value is empty';
  }
  return value.length > longestValue
    ? `fits no known registration layout: its value has ${value.length} characters`
    : 'fits no known registration layout';
}
