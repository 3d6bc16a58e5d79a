import { parseJson } from '../json.ts';
import { cloudWeGo } from './cloudWeGo.ts';
import type { Convention, Decoded, EtcdEntry } from './convention.ts';
import { dubboApplication } from './dubboApplication.ts';
import { dubboConfiguration } from './dubboConfiguration.ts';
import { dubboInterface } from './dubboInterface.ts';
import { ego } from './ego.ts';
import { etcdNaming } from './etcdNaming.ts';
import { goFrame } from './goFrame.ts';
import { goMicro } from './goMicro.ts';
import { goZero } from './goZero.ts';
import { hostPort } from './hostPort.ts';
import { jupiter } from './jupiter.ts';
import { kratos } from './kratos.ts';
import { rpcx, rpcxFolder } from './rpcx.ts';

/** What a raw key is: text already, not yet checked. */
export interface RawEntry {
  readonly key: string;
  readonly value: string;
  /** Decimal; `0` without a lease. */
  readonly leaseId: string;
}

/**
 * The known layouts. Order matters: those with a prefix or a shape of their own come before those
 * that look at the last part of the key, then a bare address, and last what frameworks keep beside.
 */
export const conventions: ReadonlyMap<string, Convention> = new Map<string, Convention>([
  ['go-micro', goMicro],
  ['kratos', kratos],
  ['kitex and hertz', cloudWeGo],
  ['dubbo interface', dubboInterface],
  ['dubbo application', dubboApplication],
  ['ego', ego],
  ['jupiter', jupiter],
  ['etcd-naming', etcdNaming],
  ['goframe', goFrame],
  ['go-zero', goZero],
  ['rpcx', rpcx],
  ['host-port', hostPort],
  ['rpcx folder', rpcxFolder],
  ['dubbo configuration', dubboConfiguration],
]);

/** Longer values are registrations of nothing that is known, and are not worth parsing. */
const longestValue = 256 * 1024;

/** Reads a key by the first layout that it fits, one's own layouts before the known. Never throws. */
export function decodeEntry(raw: RawEntry, ownLayouts: readonly Convention[] = []): Decoded {
  const entry = toEntry(raw);
  for (const convention of [...ownLayouts, ...conventions.values()]) {
    const decoded = convention(entry);
    if (decoded !== undefined) {
      return checked(decoded);
    }
  }
  return { kind: 'rejected', reason: whyUnknown(raw) };
}

/** The key and the value in parts. */
export function toEntry(raw: RawEntry): EtcdEntry {
  const looksLikeJson = raw.value.length <= longestValue && /^\s*[{[]/.test(raw.value);
  return {
    ...raw,
    segments: raw.key.split('/').filter((segment) => segment !== ''),
    json: looksLikeJson ? parseJson(raw.value) : undefined,
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
