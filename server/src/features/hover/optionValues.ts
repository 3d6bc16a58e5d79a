/** What the interpreted options of a definition say. */
import {
  decodeUtf8,
  type FileNode,
  type LinkedFile,
  type OptionNode,
  type ProtoSymbol,
} from '../../compiler/index.ts';

type Interpreted = LinkedFile['options'] extends ReadonlyMap<unknown, infer V> ? V : never;

/** A message in an option's value. */
export type OptionMessage = Interpreted['value'];

type OptionValue = ReturnType<OptionMessage['valuesOf']>[number];

/** The values of an option; none when it is not set. */
export function optionValues(
  linked: LinkedFile,
  key: ProtoSymbol | FileNode,
  name: string,
): readonly OptionValue[] {
  return linked.optionsOf(key)?.value.valuesOf(name) ?? [];
}

/** The message that a custom option is set to. */
export function customMessage(
  linked: LinkedFile,
  key: ProtoSymbol,
  fullName: string,
): OptionMessage | undefined {
  for (const { field, values } of linked.optionsOf(key)?.value.fields.values() ?? []) {
    if (field.kind === 'extension' && field.fullName === fullName) {
      return messagesOf(values)[0];
    }
  }
  return undefined;
}

/** Those values that are messages. */
export function messagesOf(values: readonly OptionValue[]): readonly OptionMessage[] {
  return values.flatMap((value) =>
    typeof value === 'object' && 'valuesOf' in value ? [value] : [],
  );
}

/** The text of a string field; undefined when it is not set. */
export function textOf(message: OptionMessage, name: string): string | undefined {
  const value = message.valuesOf(name)[0];
  return value instanceof Uint8Array ? decodeUtf8(value) : undefined;
}

/** Whether a definition is marked `deprecated`. */
export function isDeprecated(linked: LinkedFile, symbol: ProtoSymbol): boolean {
  return optionValues(linked, symbol, 'deprecated')[0] === true;
}

/** `default` or `json_name` of a field as written: these two are options by syntax alone. */
export function pseudoOption(
  { node }: ProtoSymbol,
  name: 'default' | 'json_name',
): OptionNode | undefined {
  const options =
    node.kind === 'field' || node.kind === 'group' ? node.options?.options : undefined;
  return options?.find(
    ({ name: steps }) =>
      steps.length === 1 && !steps[0]?.isExtension && steps[0]?.name.text === name,
  );
}
