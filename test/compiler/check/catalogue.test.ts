import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { diagnosticCodes } from '../../../server/src/compiler/index.ts';

const compiler = resolve(import.meta.dirname, '../../../server/src/compiler');

/** Every code that a finding is made with, as the source has it. */
function codesInSource(): Set<string> {
  const pattern = /(?:makeError|makeWarning|make|finding|optionNotAllowed)\(\s*'([a-z0-9-]+)'/g;
  const texts = ['diagnostics', 'check'].flatMap((folder) =>
    readdirSync(join(compiler, folder))
      .filter((name) => name !== 'make.ts')
      .map((name) => readFileSync(join(compiler, folder, name), 'utf8')),
  );
  return new Set(
    texts.flatMap((text) => [...text.matchAll(pattern)].map((found) => found[1] ?? '')),
  );
}

it('lists every code, and no other', () => {
  const listed = Object.values(diagnosticCodes).flat().toSorted();
  expect([...new Set(listed)]).toEqual([...codesInSource()].toSorted());
});
