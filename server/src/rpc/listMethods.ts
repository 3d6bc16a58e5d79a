import type { CallMethod, ReflectedServices } from '../../../protocol/calls.ts';
import { askReflection, type AskReflectionOptions } from './schema/askReflection.ts';
import type { ReflectionSource } from './schema/reflection.ts';

/**
 * What a server offers, by its own reflection service. A service that it lists and cannot describe is
 * left out unless it is the only one.
 *
 * @throws CallError
 */
export function listMethods(options: AskReflectionOptions): Promise<ReflectedServices> {
  return askReflection(options, async (source) => {
    const methods = await methodsOf(source);
    return { methods, version: source.version ?? '' };
  });
}

async function methodsOf(source: ReflectionSource): Promise<CallMethod[]> {
  const names = (await source.listServices()).filter((name) => !isInfrastructure(name)).sort();
  if (names.length === 0) {
    return [];
  }
  const schema = await source.schemaForAny(names);
  return names.flatMap((name) => schema.methodsOf(name));
}

function isInfrastructure(service: string): boolean {
  return /^grpc\.(?:reflection\.v1(?:alpha)?\.ServerReflection|health\.v1\.Health|channelz\.v1\.Channelz)$/.test(
    service,
  );
}
