import { isObject } from '../../json.ts';

/** The steps from the whole value to a part of it: names of properties and indexes of lists. */
export type JsonPath = readonly (string | number)[];

/**
 * Reads a path of the plain kind, `$.nodes[0]["host name"]`, that begins at `start` and ends where
 * no further step follows. Undefined where none begins.
 */
export function parsePath(
  text: string,
  start = 0,
): { readonly path: JsonPath; readonly end: number } | undefined {
  if (text[start] !== '$') {
    return undefined;
  }
  const step =
    /\.([^.[\]{}\s"'$]+)|\[(\d{1,9})\]|\["((?:[^"\\]|\\["\\])*)"\]|\['((?:[^'\\]|\\['\\])*)'\]/y;
  const path: (string | number)[] = [];
  let end = start + 1;
  for (;;) {
    step.lastIndex = end;
    const match = step.exec(text);
    if (match === null) {
      return { path, end };
    }
    path.push(stepOf(match));
    end = step.lastIndex;
  }
}

/** The part of a JSON value that a path leads to, own properties only. Undefined when there is none. */
export function valueAt(json: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) {
      return (value as readonly unknown[])[Number(step)];
    }
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, json);
}

function stepOf([, name, index, doubleQuoted, singleQuoted]: RegExpExecArray): string | number {
  const quoted = doubleQuoted ?? singleQuoted;
  return index === undefined ? (name ?? quoted?.replace(/\\(.)/g, '$1') ?? '') : Number(index);
}
