import type { EtcdLayout, EtcdLayoutValue } from '../../../../../protocol/connections.ts';
import { parseEndpoint } from '../../address.ts';
import { textEntries } from '../../json.ts';
import { RegistryError } from '../../registryError.ts';
import { type Convention, oneNode, rejected } from '../convention.ts';
import { withVersion } from '../declaredState.ts';
import { valueAt } from './jsonPath.ts';
import { compileKeyPattern } from './keyPattern.ts';
import { compileTemplate, type MatchedEntry, type Template, wholePath } from './template.ts';

/** Metadata of a matched key. */
type MetadataReader = (matched: MatchedEntry) => [string, string][];

const mostLayouts = 100;

/**
 * Compiles layouts of one's own, in their order. Throws a RegistryError that names the layout and
 * says what is wrong with it.
 */
export function customLayouts(layouts: readonly EtcdLayout[]): readonly Convention[] {
  if (layouts.length > mostLayouts) {
    throw new RegistryError('unreadable', `there are more than ${mostLayouts} layouts`);
  }
  return layouts.map((layout) => {
    try {
      return customLayout(layout);
    } catch (error) {
      if (error instanceof RegistryError) {
        throw new RegistryError(error.kind, `layout "${layout.name}": ${error.message}`);
      }
      throw error;
    }
  });
}

function customLayout({ name, key, value = {} }: EtcdLayout): Convention {
  const pattern = compileKeyPattern(key);
  const addressOf = compileAddress(value);
  const versionOf = compileTemplate(value.version ?? '{version}', 'value.version');
  const metadataOf = compileMetadata(value.metadata);
  return (entry) => {
    const parts = pattern(entry.key);
    if (parts === undefined) {
      return undefined;
    }
    const matched = { entry, parts };
    const endpoint = parseEndpoint(addressOf(matched) ?? '');
    if (endpoint === undefined) {
      const where = value.address ?? 'its value';
      return rejected(`has the key of layout "${name}", but ${where} is not host:port`);
    }
    return oneNode(name, parts.get('service') ?? '', {
      endpoints: [endpoint],
      ...withVersion(versionOf(matched)),
      metadata: [...metadataOf(matched), ...partsAsMetadata(matched)],
    });
  };
}

/** Without a template the value is the address, or else the key's `{instance}`. */
function compileAddress({ address }: EtcdLayoutValue): Template {
  return address === undefined
    ? ({ entry, parts }) =>
        parseEndpoint(entry.value) === undefined ? parts.get('instance') : entry.value
    : compileTemplate(address, 'value.address');
}

function compileMetadata(metadata: EtcdLayoutValue['metadata']): MetadataReader {
  if (metadata === undefined) {
    return () => [];
  }
  if (typeof metadata === 'string') {
    const path = wholePath(metadata, 'value.metadata');
    return ({ entry }) => textEntries({ found: valueAt(entry.json, path) }, 'found');
  }
  const templates = Object.entries(metadata).map(
    ([name, text]) => [name, compileTemplate(text, `value.metadata.${name}`)] as const,
  );
  return (matched) =>
    templates.flatMap(([name, template]) => {
      const text = template(matched);
      return text === undefined ? [] : [[name, text]];
    });
}

function partsAsMetadata({ parts }: MatchedEntry): [string, string][] {
  return ['instance', 'namespace'].flatMap((name) => {
    const text = parts.get(name);
    return text === undefined ? [] : [[name, text]];
  });
}
