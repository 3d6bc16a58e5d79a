import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goldenFolders, protoNames } from '../compiler/golden/goldens.ts';
import { runProtoc } from '../support/protoc.ts';

/** The lines of a golden's errors, in its order; none for a file that has a descriptor. */
function goldenErrorLines(folder: string, name: string): number[] {
  const golden = readFileSync(join(folder, name.replace(/\.proto$/, '.golden')), 'utf8');
  return golden
    .split('\n')
    .map((line) => /^(\d+):\d+-\S+ error /.exec(line)?.[1])
    .filter((line) => line !== undefined)
    .map(Number);
}

/** The line of protoc's first error; absent when it names none. */
function protocLine(name: string, errors: string): number | undefined {
  const line = errors.split('\n').find((one) => one.includes(name) && !one.includes('warning:'));
  const number = /:(\d+):\d+:/.exec(line ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

describe('protoc agrees with the goldens', () => {
  it.each(protoNames(goldenFolders.sound))('it accepts %s', (name) => {
    expect(goldenErrorLines(goldenFolders.sound, name)).toEqual([]);
    expect(runProtoc(goldenFolders.sound, [name])).toMatchObject({ status: 0 });
  });

  it.each(protoNames(goldenFolders.broken))('it rejects %s, not before our first error', (name) => {
    const ours = goldenErrorLines(goldenFolders.broken, name);
    const { status, errors } = runProtoc(goldenFolders.broken, [name]);
    expect(status).not.toBe(0);
    expect(ours.length).toBeGreaterThan(0);
    const theirs = protocLine(name, errors);
    if (theirs !== undefined) {
      expect(Math.min(...ours), errors).toBeLessThanOrEqual(theirs);
    }
  });
});
