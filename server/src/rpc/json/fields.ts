import protobuf from 'protobufjs/light.js';

/** The JSON key of a field: its JSON name, or the full name in brackets for an extension. */
export function jsonKey(field: protobuf.Field): string {
  return extensionKey(field) ?? field.jsonName ?? field.name;
}

/** Every field by each key that the JSON mapping accepts: JSON name, proto name, `[extension]`. */
export function fieldsByKey(type: protobuf.Type): ReadonlyMap<string, protobuf.Field> {
  const known = keysOf.get(type) ?? indexFields(type);
  keysOf.set(type, known);
  return known;
}

/** A resolved type does not change any more. */
const keysOf = new WeakMap<protobuf.Type, ReadonlyMap<string, protobuf.Field>>();

function indexFields(type: protobuf.Type): ReadonlyMap<string, protobuf.Field> {
  const found = new Map<string, protobuf.Field>();
  for (const field of type.fieldsArray) {
    field.resolve();
    const extension = extensionKey(field);
    for (const key of extension === undefined ? [field.name, field.jsonName] : [extension]) {
      if (key !== undefined) {
        found.set(key, field);
      }
    }
  }
  return found;
}

/** The message type of a field's value, or of its map's values. */
export function messageTypeOf(field: protobuf.Field): protobuf.Type | undefined {
  const type = field.resolve().resolvedType;
  return type instanceof protobuf.Type ? type : undefined;
}

/** The enum of a field's value, or of its map's values. */
export function enumOf(field: protobuf.Field): protobuf.Enum | undefined {
  const type = field.resolve().resolvedType;
  return type instanceof protobuf.Enum ? type : undefined;
}

/** The type of a map's keys, or undefined for a field that is no map. */
export function mapKeyType(field: protobuf.Field): string | undefined {
  return field instanceof protobuf.MapField ? field.keyType : undefined;
}

/** `foo.Bar`, without the leading dot. */
export function fullName(object: protobuf.ReflectionObject): string {
  return object.fullName.replace(/^\./, '');
}

/** Finds a message by its full name; undefined when the root has none. */
export function findType(root: protobuf.Root, name: string): protobuf.Type | undefined {
  const found = root.lookup(name.split('.'), protobuf.Type);
  // A look-up also finds the name in an inner package.
  return found instanceof protobuf.Type && fullName(found) === name ? found : undefined;
}

/** The short name of a well-known type, such as `Timestamp`; undefined for any other. */
export function wellKnownName(type: protobuf.ReflectionObject): string | undefined {
  return /^\.google\.protobuf\.(\w+)$/.exec(type.fullName)?.[1];
}

function extensionKey(field: protobuf.Field): string | undefined {
  const declaring = field.declaringField;
  return declaring === null || declaring === undefined ? undefined : `[${fullName(declaring)}]`;
}
