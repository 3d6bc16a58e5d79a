import { describe, expect, it } from 'vitest';
import { breaking } from '../../server/src/features/breaking.ts';
import { diagnostics, diagnosticsBasis } from '../../server/src/features/index.ts';
import { uriOf } from '../workspace/memoryWorkspace.ts';
import { codesIn, compared, underlined } from './compared.ts';

const proto3 = 'syntax = "proto3";\npackage a;\n';

/** What is underlined when a file changes. */
async function spans(old: string, now: string, rule: Parameters<typeof underlined>[1]) {
  const workspace = await compared({ 'a.proto': proto3 + old }, { 'a.proto': proto3 + now });
  return underlined(workspace.snapshot(), rule);
}

describe('a breaking change is underlined', () => {
  it('where a field was', async () => {
    const found = await spans(
      'message M {\n  int32 a = 1;\n  int32 b = 2;\n  int32 c = 3;\n}\n',
      'message M {\n  int32 a = 1;\n  int32 c = 3;\n}\n',
      'FIELD_NO_DELETE',
    );
    expect(found).toEqual([';\n  ']);
  });

  it('behind the brace when the first one is gone', async () => {
    const old = 'message M {\n  int32 a = 1;\n  int32 b = 2;\n}\n';
    const found = await spans(old, 'message M {\n  int32 b = 2;\n}\n', 'FIELD_NO_DELETE');
    expect(found).toEqual(['{\n  ']);
  });

  it('where a message of the file was', async () => {
    const old = 'message A {}\nmessage B {}\nmessage C {}\n';
    expect(await spans(old, 'message A {}\nmessage C {}\n', 'MESSAGE_NO_DELETE')).toEqual(['}\n']);
  });

  it('at the end of a file that has lost its last definition', async () => {
    const old = 'message A {}\nmessage B {}';
    expect(await spans(old, 'message A {}', 'MESSAGE_NO_DELETE')).toEqual(['}']);
  });

  it('at the number that changed', async () => {
    const found = await spans(
      'message M { int32 a = 1; }',
      'message M { int32 a = 12; }',
      'FIELD_NO_DELETE',
    );
    expect(found).toEqual(['12']);
  });

  it('at the name, the type and the stream that changed', async () => {
    const old = 'message M { int32 a = 1; int32 b = 2; }\nservice S { rpc R(M) returns (M); }';
    const now =
      'message M { int32 c = 1; bool b = 2; }\nservice S { rpc R(stream M) returns (M); }';
    expect(await spans(old, now, 'FIELD_SAME_NAME')).toEqual(['c']);
    expect(await spans(old, now, 'FIELD_SAME_TYPE')).toEqual(['bool']);
    expect(await spans(old, now, 'RPC_SAME_CLIENT_STREAMING')).toEqual(['stream']);
  });
});

describe('breaking changes', () => {
  it('are none in a file that is the same', async () => {
    const file = { 'a.proto': `${proto3}message M { int32 a = 1; }` };
    const workspace = await compared(file, file);
    expect(codesIn(workspace.snapshot())).toEqual([]);
  });

  it('are none where things were added', async () => {
    const old = { 'a.proto': `${proto3}message M { int32 a = 1; }\nenum E { Z = 0; }` };
    const now = {
      'a.proto': `${proto3}message M { int32 a = 1; string b = 2; }\nenum E { Z = 0; A = 1; }\nmessage N {}`,
    };
    expect(codesIn((await compared(old, now)).snapshot())).toEqual([]);
  });

  it('are found through another file that has changed', async () => {
    const importer = `${proto3}import "b.proto";\nmessage M { .a.b.T t = 1; }`;
    const old = {
      'a.proto': importer,
      'b.proto': 'syntax = "proto3";\npackage a.b;\nenum T { Z = 0; }',
    };
    const now = {
      'a.proto': importer,
      'b.proto': 'syntax = "proto3";\npackage a.b;\nmessage T {}',
    };
    expect(codesIn((await compared(old, now)).snapshot())).toContain('FIELD_SAME_TYPE');
  });

  it('follow a message into another file', async () => {
    const old = { 'a.proto': `${proto3}message M { int32 a = 1; }`, 'b.proto': proto3 };
    const now = { 'a.proto': proto3, 'b.proto': `${proto3}message M { string a = 1; }` };
    const snapshot = (await compared(old, now)).snapshot();
    expect(codesIn(snapshot)).toEqual(['MESSAGE_NO_DELETE']);
    expect(codesIn(snapshot, 'b.proto')).toEqual([
      'FIELD_SAME_TYPE',
      'FIELD_WIRE_JSON_COMPATIBLE_TYPE',
    ]);
  });

  it('are looked for again when a name comes or goes elsewhere, if something is missing', async () => {
    const kept = `${proto3}message Kept {}`;
    const old = { 'a.proto': `${kept} message M {}`, 'b.proto': proto3, 'c.proto': kept };
    const now = { 'a.proto': kept, 'b.proto': `${proto3}message M {}`, 'c.proto': kept };
    const workspace = await compared(old, now, ['PACKAGE_MESSAGE_NO_DELETE']);
    const codesAndBasis = (path: string): readonly [unknown, readonly unknown[]] => {
      const uri = uriOf(path);
      const findings = diagnostics(workspace.snapshot(), { uri });
      const basis = diagnosticsBasis(workspace.snapshot(), { uri, findings });
      return [findings.map(({ code }) => code), basis];
    };
    const before = ['a.proto', 'c.proto'].map(codesAndBasis);
    expect(before.map(([codes]) => codes)).toEqual([[], []]);

    workspace.setDocument({ uri: uriOf('b.proto'), version: 2, text: proto3 });
    const after = ['a.proto', 'c.proto'].map(codesAndBasis);
    expect(after.map(([codes]) => codes)).toEqual([['PACKAGE_MESSAGE_NO_DELETE'], []]);
    const isSame = after.map(([, basis], index) =>
      basis.every((entry, at) => entry === before[index]?.[1][at]),
    );
    expect(isSame).toEqual([false, true]);
  });

  it('are told of a file that is gone', async () => {
    const workspace = await compared({ 'a.proto': `${proto3}message M {}` }, {});
    expect(codesIn(workspace.snapshot())).toEqual(['FILE_NO_DELETE']);
  });

  it('are none without a baseline, and in files that nothing asks for', async () => {
    const [old, now] = [{ 'a.proto': `${proto3}message M {}` }, { 'a.proto': proto3 }];
    const workspace = await compared(old, now);
    workspace.setBaseline(undefined);
    expect(codesIn(workspace.snapshot())).toEqual([]);
    expect(codesIn((await compared(old, now, [])).snapshot())).toEqual([]);
  });

  it('come to an end with text that is half typed', async () => {
    const old = {
      'a.proto': `${proto3}message M { int32 a = 1; map<string, int32> b = 2; }\nenum E { Z = 0; }\nservice S { rpc R(M) returns (M); }`,
    };
    for (const text of [
      '',
      'message',
      `${proto3}message M {`,
      `${proto3}message M { int32 a = ; map<string> b = 2; oneof {} }\nenum E { Z = ; }\nservice S { rpc R( returns (; }\nextend { int32 x = 1; }`,
    ]) {
      const workspace = await compared(old, { 'a.proto': text });
      expect(() => breaking(workspace.snapshot(), uriOf('a.proto'))).not.toThrow();
    }
  });
});

describe('buf.yaml says', () => {
  const old = {
    'a/a.proto': `${proto3}message M { int32 a = 1; }`,
    'b/b.proto': 'syntax = "proto3";\npackage b.v1beta1;\nmessage N { int32 a = 1; }',
  };
  const now = {
    'a/a.proto': `${proto3}message M { string b = 1; }`,
    'b/b.proto': 'syntax = "proto3";\npackage b.v1beta1;\nmessage N { string b = 1; }',
  };

  async function codes(config: string): Promise<readonly (readonly string[])[]> {
    const snapshot = (await compared(old, { ...now, 'buf.yaml': config })).snapshot();
    return ['a/a.proto', 'b/b.proto'].map((path) => codesIn(snapshot, path));
  }

  it('which rules hold', async () => {
    const [a] = await codes('version: v2\nbreaking:\n  use: [WIRE, FIELD_SAME_NAME]\n');
    expect(a).toEqual(['FIELD_SAME_NAME', 'FIELD_WIRE_COMPATIBLE_TYPE']);
  });

  it('which do not', async () => {
    const [a] = await codes(
      'version: v2\nbreaking:\n  use: [FILE]\n  except: [FIELD_SAME_NAME, FIELD_SAME_JSON_NAME]\n',
    );
    expect(a).toEqual(['FIELD_SAME_TYPE']);
  });

  it('which files are left alone', async () => {
    const config = 'version: v2\nbreaking:\n  use: [FIELD_SAME_NAME]\n';
    expect(await codes(`${config}  ignore: [a]\n`)).toEqual([[], ['FIELD_SAME_NAME']]);
    expect(await codes(`${config}  ignore_only:\n    FIELD_SAME_NAME: [a/a.proto]\n`)).toEqual([
      [],
      ['FIELD_SAME_NAME'],
    ]);
    expect(await codes(`${config}  ignore_unstable_packages: true\n`)).toEqual([
      ['FIELD_SAME_NAME'],
      [],
    ]);
  });
});
