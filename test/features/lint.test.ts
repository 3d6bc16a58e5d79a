import { describe, expect, it, vi } from 'vitest';
import { codeActions, diagnostics, diagnosticsBasis } from '../../server/src/features/index.ts';
import { parseFixture } from '../support/fixture.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';
import { applyEdits } from './applyEdits.ts';

const module = `
  //- /buf.yaml
  version: v2
  lint:
    use: [STANDARD, COMMENTS]
    except: [PACKAGE_VERSION_SUFFIX, PACKAGE_DIRECTORY_MATCH]
`;

/** A module whose one rpc shares its types with none. */
const oneRpc = `
      //- /buf.yaml
      version: v2
      lint:
        use: [RPC_REQUEST_RESPONSE_UNIQUE]
      //- /a.proto
      syntax = "proto3";
      package p;
      message A {}
      message B {}
      service S { rpc Get(A) returns (B); }`;

async function open(source: string, lintUse: readonly string[] = []) {
  const { texts } = parseFixture(source);
  const workspace = await openWorkspace(new MemoryFileSystem(texts), { lintUse });
  return { workspace, texts };
}

async function codesOf(source: string, lintUse?: readonly string[]): Promise<readonly unknown[]> {
  const { workspace } = await open(source, lintUse);
  return diagnostics(workspace.snapshot(), { uri: uriOf('a.proto') }).map(({ code }) => code);
}

/** The module with one more file. */
function withFile(text: string): string {
  return `${module}  //- /a.proto\n${text.replace(/^(?=.)/gm, '  ')}`;
}

/** The text after the first action of a title. */
async function applied(source: string, title: string): Promise<string | undefined> {
  const { workspace, texts } = await open(source);
  const uri = uriOf('a.proto');
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const action = codeActions(workspace.snapshot(), { uri, range }).find(
    (each) => each.title === title,
  );
  const edits = action?.edit?.changes?.[uri];
  return edits && applyEdits(texts.get('a.proto') ?? '', edits);
}

const plain = `
  //- /a.proto
  syntax = "proto3";
  package p;
  message bad_name {
    int32 a = 1;
  }
`;

describe('lint', () => {
  it('says nothing without a buf.yaml', async () => {
    expect(await codesOf(plain)).toEqual([]);
  });

  it('goes by the settings without a buf.yaml', async () => {
    expect(await codesOf(plain, ['MESSAGE_PASCAL_CASE'])).toEqual(['MESSAGE_PASCAL_CASE']);
  });

  it('goes by a buf.yaml whatever the settings say', async () => {
    expect(await codesOf(`${module}${plain}`, ['MINIMAL'])).toEqual([
      'MESSAGE_PASCAL_CASE',
      'COMMENT_MESSAGE',
      'COMMENT_FIELD',
    ]);
  });

  it('warns with a link at the name', async () => {
    const { workspace } = await open(`${module}${plain}`);
    const [first] = diagnostics(workspace.snapshot(), { uri: uriOf('a.proto') });
    expect(first).toMatchObject({
      range: { start: { line: 2, character: 8 }, end: { line: 2, character: 16 } },
      severity: 2,
      source: 'protobuf lint',
      message: 'message "bad_name" is not in PascalCase: call it "BadName"',
      codeDescription: { href: expect.stringContaining('#message_pascal_case') as unknown },
    });
  });

  it('tells of an unused import once', async () => {
    const text = 'syntax = "proto3";\npackage p;\nimport "google/protobuf/any.proto";\n';
    expect(await codesOf(withFile(text))).toEqual(['unused-import']);
  });

  it('tells of rpcs in other files that share a type', async () => {
    const source = `${oneRpc}
      //- /b.proto
      syntax = "proto3";
      package q;
      import "a.proto";
      message B {}
      service T { rpc Get(p.A) returns (B); }
    `;
    const { workspace } = await open(source);
    const found = diagnostics(workspace.snapshot(), { uri: uriOf('a.proto') });
    expect(found.map(({ message }) => message)).toEqual([
      '"p.A" is the request or response of several rpcs',
    ]);
  });

  it('follows a change of another file of the package', async () => {
    const source = `
      //- /buf.yaml
      version: v2
      lint:
        use: [PACKAGE_SAME_GO_PACKAGE]
      //- /a.proto
      syntax = "proto3";
      package p;
      option go_package = "x";
      //- /b.proto
      syntax = "proto3";
      package p;
      option go_package = "x";
    `;
    const { workspace } = await open(source);
    const count = (): number => diagnostics(workspace.snapshot(), { uri: uriOf('a.proto') }).length;
    expect(count()).toBe(0);
    const text = 'syntax = "proto3";\npackage p;\noption go_package = "y";\n';
    workspace.setDocument({ uri: uriOf('b.proto'), version: 1, text });
    expect(count()).toBe(1);
  });

  it('follows rpcs that another file of the module gets and loses', async () => {
    const source = `${oneRpc}
      //- /b.proto
      syntax = "proto3";
      package p;
      import "a.proto";
    `;
    const { workspace } = await open(source);
    const count = (): number => diagnostics(workspace.snapshot(), { uri: uriOf('a.proto') }).length;
    expect(count()).toBe(0);
    const plain = 'syntax = "proto3";\npackage p;\nimport "a.proto";\n';
    const texts = [`${plain}service T { rpc Do(B) returns (A); }\n`, plain];
    const counts = texts.map((text, index) => {
      workspace.setDocument({ uri: uriOf('b.proto'), version: index + 1, text });
      return count();
    });
    expect(counts).toEqual([2, 0]);
  });

  it('links one more file at most for a type that many others use', async () => {
    const users = Array.from(
      { length: 9 },
      (_, index) => `
      //- /user${index}.proto
      syntax = "proto3";
      package p.user${index};
      import "a.proto";
      service T { rpc Do(A) returns (B); }`,
    );
    const source = `${oneRpc}${users.join('')}
    `;
    const snapshot = (await open(source)).workspace.snapshot();
    const linked = vi.spyOn(snapshot, 'linked');
    expect(diagnostics(snapshot, { uri: uriOf('a.proto') })).toHaveLength(2);
    expect(new Set(linked.mock.calls.map(([uri]) => uri)).size).toBe(2);
  });

  it('is looked for again only when another file says other things of types and options', async () => {
    const source = `
      //- /buf.yaml
      version: v2
      //- /a.proto
      syntax = "proto3";
      package p;
      message A {}
      message B {}
      service S { rpc Get(A) returns (B); }
      //- /b.proto
      syntax = "proto3";
      package p;
      //- /c.proto
      syntax = "proto3";
      package q;
    `;
    const { workspace } = await open(source);
    const basis = (): readonly unknown[] =>
      diagnosticsBasis(workspace.snapshot(), { uri: uriOf('a.proto'), findings: [] });
    let version = 0;
    const isOther = (path: string, text: string): boolean => {
      const before = basis();
      version += 1;
      workspace.setDocument({ uri: uriOf(path), version, text: `syntax = "proto3";\n${text}` });
      return basis().some((entry, index) => entry !== before[index]);
    };
    const before = basis();
    expect(isOther('b.proto', 'package p;\nmessage C { int32 id = 1; }\n')).toBe(false);
    expect(isOther('c.proto', 'package q;\noption go_package = "x";\n')).toBe(false);
    expect(isOther('b.proto', 'package p;\noption go_package = "x";\n')).toBe(true);
    const service = 'package p;\nservice T { rpc Do(A) returns (B); }\n';
    expect(isOther('b.proto', service)).toBe(true);
    expect(isOther('b.proto', `${service}message D {}\n`)).toBe(false);
    expect(isOther('b.proto', service.replace('(A)', '(.p.A)'))).toBe(true);
    expect(basis()).toHaveLength(before.length);
  });

  it('can be told to ignore a rule above the declaration', async () => {
    const text = await applied(`${module}${plain}`, 'Ignore COMMENT_FIELD here');
    expect(text).toContain('  // buf:lint:ignore COMMENT_FIELD\n  int32 a = 1;');
    const again = await codesOf(withFile(text ?? ''));
    expect(again).not.toContain('COMMENT_FIELD');
    expect(again).toContain('COMMENT_MESSAGE');
  });

  it('never prefers to ignore', async () => {
    const { workspace } = await open(`${module}${plain}`);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const actions = codeActions(workspace.snapshot(), { uri: uriOf('a.proto'), range });
    expect(actions.length).toBeGreaterThan(2);
    expect(actions.filter(({ isPreferred }) => isPreferred)).toEqual([]);
  });

  it('offers no comment where the buf.yaml does not allow it', async () => {
    const strict = module.replace('lint:', 'lint:\n    disallow_comment_ignores: true');
    expect(await applied(`${strict}${plain}`, 'Ignore COMMENT_FIELD here')).toBeUndefined();
  });

  it('adds a missing syntax', async () => {
    expect(await applied(withFile('package p;\n'), 'Add syntax = "proto2"')).toBe(
      'syntax = "proto2";\n\npackage p;\n',
    );
  });

  it.each([
    'message',
    'message M { int32',
    'service S { rpc',
    'enum E { A = ',
    'package',
    'import',
  ])('throws for no half-typed text: %j', async (text) => {
    await expect(codesOf(withFile(`${text}\n`))).resolves.toBeInstanceOf(Array);
  });
});
