import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile, diagnosticsOf, wellKnownText } from '../../server/src/compiler/index.ts';
import { runProtoc } from '../support/protoc.ts';
import { verdictCases as firstCases } from './verdictCases.ts';
import { moreVerdictCases } from './verdictCasesMore.ts';

const verdictCases = [...firstCases, ...moreVerdictCases];

type Files = Readonly<Record<string, string>>;

/** The first line that protoc complains of in the main file, or undefined when it accepts. */
function protocVerdict(files: Files): { accepted: boolean; errors: string } {
  const folder = mkdtempSync(join(tmpdir(), 'verdict-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    const { status, errors } = runProtoc(folder, ['main.proto']);
    return { accepted: status === 0, errors };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ourErrors(files: Files): { code: string; message: string; line: number }[] {
  const resolve = (path: string): { text: string } | undefined => {
    const text = files[path] ?? wellKnownText(path);
    return text === undefined ? undefined : { text };
  };
  return compile({ files: ['main.proto'], resolve }).all.flatMap((file) =>
    diagnosticsOf(file)
      .filter((found) => found.severity === 'error')
      .map(({ code, message, start }) => ({
        code,
        message,
        line: file.source.lines.positionAt(start).line + 1,
      })),
  );
}

describe('verdicts, with protoc asked at test time', () => {
  it.each(verdictCases)('$rule', ({ code, rejected, accepted, files }) => {
    const bad = { ...files, 'main.proto': rejected };
    const good = { ...files, 'main.proto': accepted };
    expect(protocVerdict(bad)).toMatchObject({ accepted: false });
    expect(ourErrors(bad).map((found) => found.code)).toContain(code);
    expect(protocVerdict(good)).toMatchObject({ accepted: true });
    expect(ourErrors(good)).toEqual([]);
  });

  it('has messages in lower case without a final dot', () => {
    const messages = verdictCases.flatMap(({ rejected, files }) =>
      ourErrors({ ...files, 'main.proto': rejected }).map((found) => found.message),
    );
    expect(messages.filter((text) => /^[A-Z][a-z]|\.$/.test(text))).toEqual([]);
  });
});
