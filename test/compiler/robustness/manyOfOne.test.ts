import { expect, it } from 'vitest';
import {
  asProtoc,
  CompileSession,
  protocOrder,
  wellKnownText,
  writeFileDescriptorSet,
} from '../../../server/src/compiler/index.ts';
import { manyOfOne } from './manyOfOne.ts';

/** Time of this thread that a megabyte may take, and what any text may take beyond that. */
const millisecondsPerMegabyte = 2_000;
const millisecondsForAny = 500;

/** All that is done for a file: parse, link, check, report, and a descriptor with source info. */
function millisecondsFor(text: string): number {
  const before = process.threadCpuUsage();
  const resolve = (path: string): { text: string } | undefined => {
    const found = path === 'many.proto' ? text : wellKnownText(path);
    return found === undefined ? undefined : { text: found };
  };
  const { files } = new CompileSession(resolve, asProtoc).compile(['many.proto']);
  files.forEach(protocOrder);
  writeFileDescriptorSet(files, { includeImports: false, includeSourceInfo: true });
  return process.threadCpuUsage(before).user / 1000;
}

it.each(manyOfOne)('takes a time that grows with their number: %s', (_, text) => {
  const allowed = millisecondsForAny + (text.length / 1e6) * millisecondsPerMegabyte;
  const first = millisecondsFor(text);
  // Twice, since a thread that others disturb looks slow as well.
  expect(first < allowed ? first : millisecondsFor(text)).toBeLessThan(allowed);
});
