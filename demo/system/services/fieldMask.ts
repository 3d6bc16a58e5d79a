import { reflect } from '@bufbuild/protobuf/reflect';
import type { ReflectMessage } from '@bufbuild/protobuf/reflect';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { invalidArgument } from '../rpc/rpcError.ts';

/** Where values come from and go to. */
export interface MaskedCopy<T extends DescMessage> {
  readonly schema: T;
  readonly from: MessageShape<T>;
  readonly to: MessageShape<T>;
  /** Such as `name` and `price.units`. */
  readonly paths: readonly string[];
}

/** Copies the fields that a mask names. Fails with INVALID_ARGUMENT for a path that there is not. */
export function copyMasked<T extends DescMessage>({
  schema,
  from,
  to,
  paths,
}: MaskedCopy<T>): void {
  const unknown = paths.filter((path) => !isPath(schema, path.split('.')));
  if (paths.length === 0 || unknown.length > 0) {
    throw invalidArgument([
      {
        field: 'update_mask',
        description:
          paths.length === 0 ? 'names no field' : `names what is no field: ${unknown.join(', ')}`,
      },
    ]);
  }
  for (const path of paths) {
    copyPath(reflect(schema, from), reflect(schema, to), path.split('.'));
  }
}

function isPath(schema: DescMessage, [name, ...rest]: readonly string[]): boolean {
  const field = schema.fields.find((each) => each.name === name);
  if (field === undefined || rest.length === 0) {
    return field !== undefined;
  }
  return field.fieldKind === 'message' && isPath(field.message, rest);
}

function copyPath(
  from: ReflectMessage,
  to: ReflectMessage,
  [name, ...rest]: readonly string[],
): void {
  const field = from.fields.find((each) => each.name === name);
  if (field === undefined) {
    return;
  }
  if (rest.length > 0 && field.fieldKind === 'message' && from.isSet(field)) {
    const inner = to.get(field);
    copyPath(from.get(field), inner, rest);
    to.set(field, inner);
  } else if (from.isSet(field)) {
    to.set(field, from.get(field));
  } else {
    to.clear(field);
  }
}
