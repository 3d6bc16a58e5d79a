import type { Linking } from '../link/linking.ts';
import { descriptorPath } from '../link/declarations.ts';
import type { LinkedFile } from '../link/model.ts';
import type { OptionSchema } from './interpret.ts';

/**
 * The options that a file may use: those of the descriptor.proto that it is or imports, else of the
 * built-in one.
 */
export function schemaOf(linking: Linking, builtIn: () => LinkedFile | undefined): OptionSchema {
  const { source, symbols, descriptorProto } = linking;
  const from = source.path === descriptorPath ? undefined : (descriptorProto ?? builtIn());
  return (name) => {
    const fullName = `google.protobuf.${name}`;
    const symbol = source.path === descriptorPath ? symbols.get(fullName) : from?.find(fullName);
    return symbol?.kind === 'message' ? symbol : undefined;
  };
}
