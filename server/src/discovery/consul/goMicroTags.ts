import { inflateSync } from 'node:zlib';
import { filledText, parseJson, textEntries } from '../json.ts';

/** What go-micro hides in the tags of a service. */
export interface GoMicroTags {
  /** The tags that are none of go-micro's. */
  readonly others: readonly string[];
  readonly version?: string;
  /** With the names of the methods under `endpoints`. */
  readonly metadata: readonly (readonly [string, string])[];
}

/** More than this, in bytes, is unpacked of no tag, and of no service. */
const longestTag = 64 * 1024;
const longestService = 256 * 1024;

/**
 * Reads the tags of go-micro (registry/consul/encoding.go): `t-`, `e-` and `v-` with the hexadecimal
 * digits of a zlib stream of metadata, a method, the version; in old releases `t=`, `e=` and `v=`
 * with the plain text. Undefined when there are none.
 */
export function readGoMicroTags(tags: readonly string[]): GoMicroTags | undefined {
  const budget = { bytes: longestService };
  const read = tags.slice(0, 256).map((tag) => ({ tag, found: readTag(tag, budget) }));
  const found = read.map((one) => one.found).filter((one) => one !== undefined);
  // A bare `v=` is anybody's.
  if (!found.some(({ isOwn }) => isOwn)) {
    return undefined;
  }
  const texts = (kind: string): string[] =>
    found.filter((one) => one.kind === kind).map(({ text }) => text);
  const metadata = texts('t').flatMap((text) => textEntries({ tag: parseJson(text) }, 'tag'));
  const methods = texts('e')
    .map((text) => filledText(parseJson(text), 'name'))
    .filter((name) => name !== undefined);
  const [version] = texts('v');
  return {
    others: read.filter((one) => one.found === undefined).map(({ tag }) => tag),
    ...(version === undefined || version === '' ? {} : { version }),
    metadata: methods.length === 0 ? metadata : [...metadata, ['endpoints', methods.join(', ')]],
  };
}

interface FoundTag {
  readonly kind: string;
  readonly text: string;
  /** No other program writes this by chance. */
  readonly isOwn: boolean;
}

function readTag(tag: string, budget: { bytes: number }): FoundTag | undefined {
  const packed = /^([tev])-(78(?:01|5e|9c|da)(?:[0-9a-f]{2})+)$/.exec(tag);
  if (packed !== null) {
    const text = unpack(packed[2] ?? '', budget);
    return text === undefined ? undefined : { kind: packed[1] ?? '', text, isOwn: true };
  }
  const plain = /^(?:([te])=(\{.*\})|(v)=(.*))$/s.exec(tag);
  return plain === null
    ? undefined
    : {
        kind: plain[1] ?? plain[3] ?? '',
        text: plain[2] ?? plain[4] ?? '',
        isOwn: plain[1] !== undefined,
      };
}

/** Undefined for what is no zlib stream, or one that swells beyond the limit. */
function unpack(digits: string, budget: { bytes: number }): string | undefined {
  const maxOutputLength = Math.min(longestTag, budget.bytes);
  if (maxOutputLength <= 0) {
    return undefined;
  }
  try {
    const bytes = inflateSync(Buffer.from(digits, 'hex'), { maxOutputLength });
    budget.bytes -= bytes.length;
    return bytes.toString('utf8');
  } catch {
    // A stream that is broken or too long: its work was done all the same.
    budget.bytes -= maxOutputLength;
    return undefined;
  }
}
