import { filledText, isObject, number, property, text, textEntries, textList } from '../json.ts';
import { readGoMicroTags } from './goMicroTags.ts';
import type { ServiceEndpoints } from './serviceEndpoints.ts';

/** What a registration says in the manner of the framework that wrote it. */
export interface FrameworkFacts {
  /** `consul` where no framework shows. */
  readonly convention: string;
  readonly version?: string;
  readonly tags: readonly string[];
  readonly metadata: readonly (readonly [string, string])[];
}

/**
 * Reads tags and metadata of a service of the catalog by the signs that frameworks leave: Kratos
 * has URLs among its tagged addresses, go-micro packs its tags, Spring Cloud says whether its port
 * is secure, and Kitex and Hertz have `<name>:<host>:<port>` for an id, `key:value` for tags, and
 * no metadata.
 */
export function frameworkFacts(
  service: unknown,
  { hasUrls, endpoints }: ServiceEndpoints,
): FrameworkFacts {
  const tags = textList(service, 'Tags');
  const metadata = [...textEntries(service, 'Meta'), ...weightOf(service)];
  const version = versionOf(service, tags);
  const base = { tags, metadata, ...(version === undefined ? {} : { version }) };
  if (hasUrls) {
    return { ...base, convention: 'kratos' };
  }
  const micro = readGoMicroTags(tags);
  if (micro !== undefined) {
    return {
      ...base,
      convention: 'go-micro',
      ...(micro.version === undefined ? {} : { version: micro.version }),
      tags: micro.others,
      metadata: [...metadata, ...micro.metadata],
    };
  }
  if (/^(?:true|false)$/.test(text(property(service, 'Meta'), 'secure') ?? '')) {
    return { ...base, convention: 'spring-cloud' };
  }
  return isCloudWeGo(service, endpoints[0]?.address ?? '')
    ? { ...base, convention: 'cloudwego', metadata: [...keyedTags(tags), ...metadata] }
    : { ...base, convention: 'consul' };
}

function isCloudWeGo(service: unknown, address: string): boolean {
  const metadata = property(service, 'Meta');
  const hasMetadata = isObject(metadata) && Object.keys(metadata).length > 0;
  return !hasMetadata && text(service, 'ID') === `${text(service, 'Service') ?? ''}:${address}`;
}

/** Keys have no colon, values may have some. */
function keyedTags(tags: readonly string[]): [string, string][] {
  return tags
    .filter((tag) => tag.includes(':'))
    .map((tag) => [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)]);
}

/** A weight of 1 is what Consul fills in. */
function weightOf(service: unknown): [string, string][] {
  const weight = number(property(service, 'Weights'), 'Passing') ?? 1;
  return weight === 1 ? [] : [['weight', String(weight)]];
}

function versionOf(service: unknown, tags: readonly string[]): string | undefined {
  const tag = tags.find((value) => value.startsWith('version='));
  return filledText(property(service, 'Meta'), 'version') ?? tag?.slice('version='.length);
}
