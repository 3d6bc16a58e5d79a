import { describe, expect, it } from 'vitest';
import { link, type LinkedFile, parse, reparse } from '../../server/src/compiler/index.ts';
import {
  type LintConfig,
  lintFile,
  type LintModule,
  rulesFor,
} from '../../server/src/lint/index.ts';
import {
  type Dialect,
  randomChange,
  randomFile,
  resolveImport,
} from '../compiler/link/randomDeclarations.ts';
import { createRandom } from '../support/random.ts';

const path = 'x.proto';

/** A module of this file alone. */
const module: LintModule = {
  imported: () => undefined,
  isOwn: () => false,
  of: () => undefined,
  packagesImportedBy: () => new Set(),
  file: () => undefined,
  ofPackage: () => [],
  ofFolder: () => [],
  withMethodType: () => [],
};

function configOf(...use: string[]): LintConfig {
  return {
    version: 'v2',
    use,
    except: [],
    ignore: [],
    ignoreOnly: new Map(),
    allowsCommentIgnores: true,
    enumZeroValueSuffix: '',
    serviceSuffix: '',
    rpcAllowSameRequestResponse: false,
    rpcAllowGoogleProtobufEmptyRequests: false,
    rpcAllowGoogleProtobufEmptyResponses: false,
  };
}

function linted(file: LinkedFile, config: LintConfig): ReturnType<typeof lintFile> {
  return lintFile({ file, path, rules: rulesFor(config, path), config, module });
}

const dialects: readonly Dialect[] = ['proto2', 'proto3', '2023', '2024'];

describe('a file that is linted after an edit', () => {
  it.each(dialects)('has the findings of one that is linted anew, in %s', (dialect) => {
    const configs = [configOf('STANDARD'), configOf('STANDARD', 'COMMENTS')];
    let [kept, found] = [0, 0];
    for (let seed = 1; seed <= 4; seed++) {
      const random = createRandom(seed * 7);
      const style = { dialect, hasExtensions: seed % 2 === 1, hasFeatures: seed % 3 === 0 };
      let file = link(parse(path, randomFile(random, style)), resolveImport);
      for (let round = 1; round <= 30; round++) {
        // What is remembered is known with the findings.
        expect(file.diagnostics).toBeDefined();
        const before = new Set(file.parts.map(({ meaning }) => meaning));
        const change = randomChange(file.source.text, random, style);
        const text = random.chance(0.2) ? change.replace(/^(?=message)/m, '  ') : change;
        file = link(reparse(path, text, file.source), resolveImport, { memory: file.memory });
        const config = random.chance(0.8) ? configs[0] : configs[1];
        if (config !== undefined) {
          const findings = linted(file, config);
          const fresh = linted(link(parse(path, text), resolveImport), config);
          expect(findings, `${dialect}, seed ${seed}, round ${round}`).toEqual(fresh);
          found += findings.length;
          kept += file.parts.filter(({ meaning }) => before.has(meaning)).length;
        }
      }
    }
    expect(kept).toBeGreaterThan(100);
    expect(found).toBeGreaterThan(100);
  });
});
