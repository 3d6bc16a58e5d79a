import { expect } from 'vitest';
import { compile, diagnosticsOf, wellKnownText } from '../../server/src/compiler/index.ts';

/** The messages of all errors of some files, by path, which import each other and built-in ones. */
export function errorsOf(texts: ReadonlyMap<string, string>): readonly string[] {
  const { files } = compile({
    files: [...texts.keys()],
    resolve: (path) => {
      const text = texts.get(path) ?? wellKnownText(path);
      return text === undefined ? undefined : { text };
    },
  });
  const all = files.flatMap(diagnosticsOf);
  return all.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

/** Fails with the errors of the files when they have some. */
export function expectCompiles(texts: ReadonlyMap<string, string>): void {
  expect(errorsOf(texts)).toEqual([]);
}
