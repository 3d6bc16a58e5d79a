import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { describe, expect, it } from 'vitest';
import { codeActions } from '../../server/src/features/codeActions.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { earlierText } from '../../server/src/features/earlierText.ts';
import { applyEdits } from '../features/applyEdits.ts';
import { uriOf } from '../workspace/memoryWorkspace.ts';
import { compared, type Files } from './compared.ts';

const proto3 = 'syntax = "proto3";\npackage a;\n';
const config = 'version: v2\nlint:\n  use: [IMPORT_USED]\nbreaking:\n  use: [FILE, WIRE_JSON]\n';
const uri = uriOf('a.proto');

async function open(old: string, now: string, more: Files = { 'buf.yaml': config }) {
  return compared({ 'a.proto': proto3 + old }, { 'a.proto': proto3 + now, ...more });
}

/** The fixes of all findings, by title, with what they make of the text behind the package. */
async function fixes(old: string, now: string): Promise<Readonly<Record<string, string>>> {
  const snapshot = (await open(old, now)).snapshot();
  const text = snapshot.source(uri)?.text ?? '';
  const made = diagnostics(snapshot, { uri }).flatMap(({ range }) =>
    codeActions(snapshot, { uri, range, context: { only: ['quickfix'] } }),
  );
  const entries = made
    .filter(({ diagnostics: found }) => found?.some(({ source }) => source === 'protobuf breaking'))
    .map(({ title, edit }) => {
      const after = applyEdits(text, edit?.changes?.[uri] ?? []);
      return [title, after.slice(proto3.length)] as const;
    });
  return Object.fromEntries(entries);
}

describe('a breaking change can be undone:', () => {
  it('a deleted field', async () => {
    const old =
      'message M {\n  int32 a = 1;\n  // The second.\n  int32 b = 2; // So.\n  int32 c = 3;\n}\n';
    expect(await fixes(old, 'message M {\n  int32 a = 1;\n  int32 c = 3;\n}\n')).toEqual({
      'Reserve the number 2 and the name "b"':
        'message M {\n  reserved 2;\n  reserved "b";\n  int32 a = 1;\n  int32 c = 3;\n}\n',
      'Restore the field "b"': old,
    });
  });

  it('a deleted field of a oneof, and one behind it', async () => {
    const old =
      'message M {\n  oneof o {\n    int32 a = 1;\n    int32 b = 2;\n  }\n  int32 c = 3;\n}\n';
    const made = await fixes(old, 'message M {\n  oneof o {\n    int32 b = 2;\n  }\n}\n');
    expect(made['Restore the field "a"']).toBe(old.replace('  int32 c = 3;\n', ''));
    expect(made['Restore the field "c"']).toBe(old.replace('    int32 a = 1;\n', ''));
  });

  it('a deleted enum value', async () => {
    const old = 'enum E {\n  Z = 0;\n  A = 1;\n  reserved 5;\n}\n';
    expect(await fixes(old, 'enum E {\n  Z = 0;\n  reserved 5;\n}\n')).toEqual({
      'Reserve the number 1 and the name "A"':
        'enum E {\n  reserved "A";\n  Z = 0;\n  reserved 5, 1;\n}\n',
      'Restore the value "A"': old,
    });
  });

  it('a number, a name and a type', async () => {
    const old = 'message M { int32 a = 1; int32 b = 2; int32 c = 3; }';
    const made = await fixes(old, 'message M { int32 a = 11; int32 x = 2; string c = 3; }');
    expect(made).toEqual({
      'Restore the number 1': 'message M { int32 a = 1; int32 x = 2; string c = 3; }',
      'Restore the name b': 'message M { int32 a = 11; int32 b = 2; string c = 3; }',
      'Restore the type int32': 'message M { int32 a = 11; int32 x = 2; int32 c = 3; }',
    });
  });

  it('a label', async () => {
    const old = 'message M { repeated int32 a = 1; }';
    expect(await fixes(old, 'message M { int32 a = 1; }')).toEqual({
      'Restore repeated int32 a = 1;': old,
    });
  });

  it('a definition and an rpc', async () => {
    const old = 'message A {}\n\n// B.\nmessage B {}\nservice S {\n  rpc R(A) returns (A);\n}\n';
    const made = await fixes(old, 'message A {}\nservice S {\n}\n');
    expect(made['Restore the message "B"']).toBe(
      'message A {}\n\n// B.\nmessage B {}\nservice S {\n}\n',
    );
    expect(made['Restore the rpc "R"']).toBe(
      'message A {}\nservice S {\n  rpc R(A) returns (A);\n}\n',
    );
  });

  it('a message with all that was in it, once', async () => {
    const old = 'message A {\n  message B {\n    message C {}\n    enum D { Z = 0; }\n  }\n}\n';
    expect(await fixes(old, 'message A {\n}\n')).toEqual({ 'Restore the message "B"': old });
  });

  it('what an rpc takes and gives', async () => {
    const old = 'message A {}\nmessage B {}\nservice S { rpc R(stream A) returns (A); }';
    const made = await fixes(
      old,
      'message A {}\nmessage B {}\nservice S { rpc R(A) returns (B); }',
    );
    expect(made).toEqual({
      'Restore the request (stream A)':
        'message A {}\nmessage B {}\nservice S { rpc R(stream A) returns (B); }',
      'Restore the response type A':
        'message A {}\nmessage B {}\nservice S { rpc R(A) returns (A); }',
    });
  });

  it('reserved numbers and names', async () => {
    const old = 'message M {\n  reserved 1 to 5;\n  reserved "x";\n}\n';
    expect(await fixes(old, 'message M {\n  reserved 2;\n}\n')).toEqual({
      'Reserve 1, 3 to 5 again': 'message M {\n  reserved 2, 1, 3 to 5;\n}\n',
      'Reserve "x" again': 'message M {\n  reserved "x";\n  reserved 2;\n}\n',
    });
  });

  it('an option of the file', async () => {
    const old = 'option java_package = "x";\noption go_package = "y";\n';
    const made = await fixes(old, 'option java_package = "z";\noption php_namespace = "p";\n');
    expect(Object.keys(made).sort()).toEqual([
      'Remove the option php_namespace',
      'Restore option java_package = "x";',
      'Restore the option go_package',
    ]);
  });

  it('but not where the old text is an error now', async () => {
    const old = 'message M { N a = 1; }\nmessage N {}\n';
    expect(Object.keys(await fixes(old, 'message M { int32 a = 1; }\n'))).toEqual([
      'Restore the message "N"',
    ]);
  });
});

describe('people are told of a breaking change', () => {
  const old = 'message M { int32 foo_a = 1; map<string, int32> b = 2; }';
  const now = 'message M { int32 foo_x = 1; }';

  it('once for each cause', async () => {
    const found = diagnostics((await open(old, now)).snapshot(), { uri });
    expect(found.map(({ code }) => code).sort()).toEqual(['FIELD_NO_DELETE', 'FIELD_SAME_NAME']);
  });

  it('but of no deletion while the text has syntax errors', async () => {
    const fields = 'message M {\n  int32 a = 1;\n}\nmessage N {\n  int32 b = 2;\n}\n';
    const half = fields.replace('a = 1;\n}', 'x = 1;\n  message');
    const found = diagnostics((await open(fields, half)).snapshot(), { uri });
    const codes = found.filter(({ source }) => source === 'protobuf breaking');
    expect(codes.map(({ code }) => code)).toEqual(['FIELD_SAME_NAME']);
  });

  it('with where it was', async () => {
    const snapshot = (await open(old, now)).snapshot();
    const [information] = diagnostics(snapshot, { uri }).flatMap(
      ({ relatedInformation = [] }) => relatedInformation,
    );
    expect(information?.message).toBe('as it was in main (1234567)');
    expect(information?.location.uri).toBe('proto-atlas-earlier:///ws/a.proto?main%20(1234567)');
    expect(earlierText(snapshot, information?.location.uri ?? '')).toBe(proto3 + old);
  });

  it('as a warning when a buf.yaml asks for it, else as a hint', async () => {
    const asked = diagnostics((await open(old, now)).snapshot(), { uri });
    expect(new Set(asked.map(({ severity }) => severity))).toEqual(
      new Set([DiagnosticSeverity.Warning]),
    );
    const quiet = diagnostics((await open(old, now, {})).snapshot(), { uri });
    expect(quiet.length).toBeGreaterThan(0);
    expect(new Set(quiet.map(({ severity }) => severity))).toEqual(
      new Set([DiagnosticSeverity.Hint]),
    );
  });

  it('in the file that has the definitions of one that is gone', async () => {
    const workspace = await compared(
      { 'old.proto': `${proto3}message M {}` },
      { 'a.proto': `${proto3}message M {}`, 'buf.yaml': config },
    );
    const [found] = diagnostics(workspace.snapshot(), { uri });
    expect(found?.code).toBe('FILE_NO_DELETE');
    expect(found?.message).toBe('file "old.proto" was deleted, and its definitions are here now');
  });
});
