import type { StaticInstance, StaticService } from '../../../protocol/connections.ts';
import {
  EntryProblem,
  fieldOf,
  isRecord,
  optionalString,
  optionalStrings,
  within,
} from './settingsFields.ts';

/**
 * Reads `services` of a static connection: services written into the settings themselves. Undefined
 * when there are none. Throws an EntryProblem.
 */
export function readServices(entry: unknown): readonly StaticService[] | undefined {
  const services = itemsOf(entry, 'services');
  return services?.map((service, index) =>
    within(`services[${index}]`, () => readService(service)),
  );
}

function readService(value: unknown): StaticService {
  const name = optionalString(value, 'name');
  if (name === undefined) {
    throw new EntryProblem('a service needs a "name"');
  }
  const dependsOn = optionalStrings(value, 'dependsOn');
  const instances = itemsOf(value, 'instances')?.map((instance, index) =>
    within(`instances[${index}]`, () => readInstance(instance)),
  );
  return {
    name,
    ...(instances !== undefined && { instances }),
    ...(dependsOn !== undefined && { dependsOn }),
  };
}

function readInstance(value: unknown): StaticInstance {
  const address = optionalString(value, 'address');
  if (address === undefined) {
    throw new EntryProblem('an instance needs an "address" such as 127.0.0.1:9000');
  }
  const version = optionalString(value, 'version');
  const tags = optionalStrings(value, 'tags');
  const metadata = readMetadata(fieldOf(value, 'metadata'));
  return {
    address,
    ...(version !== undefined && { version }),
    ...(tags !== undefined && { tags }),
    ...(metadata !== undefined && { metadata }),
  };
}

function readMetadata(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!isRecord(value)) {
    throw new EntryProblem('"metadata" must be an object of texts');
  }
  const names = Object.keys(value);
  return Object.fromEntries(names.map((name) => [name, optionalString(value, name) ?? '']));
}

function itemsOf(value: unknown, key: string): readonly unknown[] | undefined {
  const items = fieldOf(value, key);
  if (items === undefined || items === null) {
    return undefined;
  }
  if (!Array.isArray(items)) {
    throw new EntryProblem(`"${key}" must be a list`);
  }
  return items as readonly unknown[];
}
