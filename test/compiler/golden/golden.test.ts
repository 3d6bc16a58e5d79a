/**
 * What the compiler makes of each file stands beside it. To write the goldens anew:
 * `npx vitest run --project unit test/compiler/golden --update`. That protoc agrees with them is
 * checked in test/integration/goldenOracle.test.ts.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileFile, errorsOf, goldenFolders, goldenText, protoNames } from './goldens.ts';

const cases = Object.entries(goldenFolders).flatMap(([kind, folder]) =>
  protoNames(folder).map((name) => ({ kind, folder, name })),
);

describe('goldens', () => {
  it.each(cases)('$kind: $name', async ({ kind, folder, name }) => {
    const file = compileFile(folder, name);
    expect(errorsOf(file).length > 0).toBe(kind === 'broken');
    const golden = join(folder, name.replace(/\.proto$/, '.golden'));
    await expect(goldenText(file)).toMatchFileSnapshot(golden);
  });
});
