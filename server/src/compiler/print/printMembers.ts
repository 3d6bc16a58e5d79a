import type { FieldDescriptor, MessageDescriptor } from '../descriptor/model.ts';
import { fieldTypes } from './printField.ts';
import { isMapEntry } from './typePool.ts';

/** What stands in a message or a file and makes messages: in which order it has to be written. */
export type Member =
  | { readonly kind: 'field'; readonly field: FieldDescriptor; readonly own: Own }
  | { readonly kind: 'extension'; readonly field: FieldDescriptor; readonly own: Own }
  | { readonly kind: 'message'; readonly message: MessageDescriptor };

/** The message that a field brings along: the entry of a map, or the content of a group. */
type Own = MessageDescriptor | undefined;

/** A file or a message, as far as the order of its members goes. */
export interface Holder {
  readonly fullName: string;
  readonly fields: readonly FieldDescriptor[];
  readonly extensions: readonly FieldDescriptor[];
  readonly messages: readonly MessageDescriptor[];
}

/**
 * Members in an order that gives the same descriptor again. Descriptors list messages apart from
 * fields, but a map and a group make a message where they stand, so their places bind the two.
 */
export function membersInOrder({ fullName, fields, extensions, messages }: Holder): Member[] {
  const ordered: Member[] = [];
  const pending = {
    field: [...fields],
    extension: [...extensions],
  };
  const owned = ownedMessages(fullName, messages, [...fields, ...extensions]);

  function takeUpTo(kind: 'field' | 'extension', last: FieldDescriptor | undefined): void {
    const list = pending[kind];
    const count = last === undefined ? list.length : list.indexOf(last) + 1;
    for (const field of list.splice(0, count)) {
      ordered.push({ kind, field, own: owned.messageOf.get(field) });
    }
  }

  for (const message of messages) {
    const owner = owned.ownerOf.get(message);
    if (owner === undefined) {
      ordered.push({ kind: 'message', message });
    } else {
      takeUpTo(owner.extendee === undefined ? 'field' : 'extension', owner);
    }
  }
  takeUpTo('field', undefined);
  takeUpTo('extension', undefined);
  return ordered;
}

function ownedMessages(
  scope: string,
  messages: readonly MessageDescriptor[],
  fields: readonly FieldDescriptor[],
): {
  readonly ownerOf: ReadonlyMap<MessageDescriptor, FieldDescriptor>;
  readonly messageOf: ReadonlyMap<FieldDescriptor, MessageDescriptor>;
} {
  const byName = new Map(messages.map((one) => [`.${scope && `${scope}.`}${one.name}`, one]));
  const ownerOf = new Map<MessageDescriptor, FieldDescriptor>();
  const messageOf = new Map<FieldDescriptor, MessageDescriptor>();
  for (const field of fields) {
    const message = byName.get(field.typeName ?? '');
    if (message !== undefined && !ownerOf.has(message) && isOwner(field, message)) {
      ownerOf.set(message, field);
      messageOf.set(field, message);
    }
  }
  return { ownerOf, messageOf };
}

function isOwner({ type, extendee }: FieldDescriptor, message: MessageDescriptor): boolean {
  return (
    type === fieldTypes.group ||
    (type === fieldTypes.message && extendee === undefined && isMapEntry(message))
  );
}
