import { describe, expect, it } from 'vitest';
import { compile, CompileSession, diagnosticsOf } from '../../server/src/compiler/index.ts';

type Files = Readonly<Record<string, string>>;

function resolverOf(files: Files): (path: string) => { text: string } | undefined {
  return (path) => {
    const text = files[path];
    return text === undefined ? undefined : { text: `syntax = "proto3"; ${text}` };
  };
}

describe('CompileSession', () => {
  const files: Files = {
    'shared.proto': 'package p; message Shared {}',
    'one.proto': 'package p; import "shared.proto"; message One { Shared shared = 1; }',
    'two.proto': 'package p; import "shared.proto"; message One {} message Two { Shared s = 1; }',
    'clash.proto': 'package p; import "shared.proto"; message Shared {}',
    'package.proto': 'package p.Shared; import "shared.proto";',
  };

  it('reads what two turns share once, and again what was dropped', () => {
    const read: string[] = [];
    const session = new CompileSession((path) => {
      read.push(path);
      return resolverOf(files)(path);
    });
    session.compile(['one.proto']);
    session.keepOnly((path) => path === 'shared.proto');
    const { all } = session.compile(['two.proto', 'one.proto']);
    expect(read).toEqual(['one.proto', 'shared.proto', 'two.proto', 'one.proto']);
    expect(all.map((file) => file.source.path)).toEqual(['two.proto', 'one.proto']);
    expect(all.flatMap(diagnosticsOf)).toEqual([]);
  });

  it.each(['clash.proto', 'package.proto'])('finds the clash of %s in a later turn', (path) => {
    const session = new CompileSession(resolverOf(files));
    session.compile(['one.proto']);
    session.keepOnly((kept) => kept === 'shared.proto');
    const found = session.compile([path]).files.flatMap(diagnosticsOf);
    const alone = compile({ files: [path], resolve: resolverOf(files) });
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(alone.files.flatMap(diagnosticsOf));
  });

  it('compiles a chain of imports that is longer than the call stack', () => {
    const count = 12_000;
    const resolve = (path: string): { text: string } => {
      const index = Number(path.slice(1, -'.proto'.length));
      const next = index + 1 < count ? `import "f${index + 1}.proto";` : '';
      return { text: `syntax = "proto3"; package p; ${next} message M${index} {}` };
    };
    const { all } = compile({ files: ['f0.proto'], resolve });
    expect(all).toHaveLength(count);
    expect(all.flatMap(diagnosticsOf).filter((one) => one.severity === 'error')).toEqual([]);
  });
});
