/** Which features matter for a field. */
import type { ProtoSymbol } from '../../compiler/index.ts';

/** Whether the feature of presence decides about a field. */
export function hasPresenceOfItsOwn({ kind, field, features }: ProtoSymbol): boolean {
  const isMessage = field?.type.kind === 'message' || field?.type.kind === 'group';
  return (
    kind === 'field' &&
    field?.oneof === undefined &&
    field?.label !== 'repeated' &&
    (!isMessage || features.fieldPresence === 'legacyRequired')
  );
}

/** Whether a field is of strings, or a map with strings as keys or values. */
export function holdsStrings({ field }: ProtoSymbol): boolean {
  const type = field?.type;
  return type?.kind === 'map'
    ? type.entry.children.some(holdsStrings)
    : type?.kind === 'scalar' && type.scalar === 'string';
}

/** Whether a field is of messages, maps left out. */
export function holdsMessage({ field }: ProtoSymbol): boolean {
  return field?.type.kind === 'message' || field?.type.kind === 'group';
}
