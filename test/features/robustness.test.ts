import { describe, expect, it } from 'vitest';
import * as features from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/workspace/index.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';
import { finish } from './finish.ts';

const uri = uriOf('a.proto');

const sample = `// Head.
syntax = "proto3";
package p.q;
import public "b.proto";
import "google/protobuf/descriptor.proto";
option java_package = "x";
/* doc */ message M {
  option (tag) = { a: [1, 2] b { c: "d" } };
  map<string, p.B> m = 1 [(rule).level = HIGH, deprecated = true];
  oneof o { B b = 2; group G = 3 { int32 x = 1; } }
  reserved 5 to 9, "old";
  extensions 100 to max [verification = UNVERIFIED];
  enum E { Z = 0; N = -1 [(x) = 1]; }
}
extend google.protobuf.FieldOptions { Rule rule = 50000; }
service S { rpc R(stream M) returns (.p.q.M) { option (z).y = 1; } }
`;

/** Asks everything about every tenth place, and about the places at both ends. */
function askAll(snapshot: ReturnType<Awaited<ReturnType<typeof openWorkspace>>['snapshot']>): void {
  const source = snapshot.source(uri);
  const length = source?.text.length ?? 0;
  const whole = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
  for (const feature of [
    features.diagnostics,
    features.documentSymbol,
    features.documentLink,
    features.foldingRange,
    features.semanticTokens,
    features.formatting,
  ]) {
    feature(snapshot, { uri });
  }
  for (const lens of features.codeLens(snapshot, { uri, kinds: { references: true } })) {
    finish(features.resolveCodeLens(snapshot, lens));
  }
  features.inlayHint(snapshot, { uri, range: whole, kinds: allHints });
  features.codeActions(snapshot, { uri, range: whole });
  features.rangeFormatting(snapshot, { uri, range: whole });
  for (let offset = 0; offset <= length + 9; offset += 9) {
    const { line, column } = source?.lines.positionAt(offset) ?? { line: 0, column: 0 };
    const place = { uri, position: { line, character: column } };
    features.completion(snapshot, place);
    features.hover(snapshot, place);
    features.signatureHelp(snapshot, place);
    finish(features.implementation(snapshot, place));
    features.definition(snapshot, place);
    features.documentHighlight(snapshot, place);
    features.onTypeFormatting(snapshot, place);
    features.typeDefinition(snapshot, place);
    features.selectionRange(snapshot, { uri, positions: [place.position] });
    for (const item of features.prepareCallHierarchy(snapshot, place)) {
      finish(features.outgoingCalls(snapshot, item));
      const calls = features.incomingCalls(snapshot, item);
      while (calls.next().done !== true);
    }
    renameAt(snapshot, place);
    const steps = features.references(snapshot, { ...place, includeDeclaration: true });
    while (steps.next().done !== true);
  }
}

const allHints = {
  features: true,
  packages: true,
  fieldTags: true,
  presence: true,
  packed: true,
  jsonNames: true,
  defaults: true,
  oneofNumbers: true,
};

/** A rename may be refused, with a reason for people, and fails in no other way. */
function renameAt(snapshot: Snapshot, place: features.PositionParams): void {
  try {
    features.prepareRename(snapshot, place);
    finish(features.rename(snapshot, { ...place, newName: 'Renamed' }));
  } catch (error) {
    if (!(error instanceof features.RequestError)) {
      throw error;
    }
  }
}

describe('features', () => {
  it('answer whatever a text looks like: cut, spliced, emptied', async () => {
    const workspace = await openWorkspace(
      new MemoryFileSystem([['b.proto', 'syntax = "proto3"; package p; message B {}']]),
    );
    let version = 0;
    const texts = ['', '\ufeff', '{', '\u0000', '"', '/*', '\ud800 message 😀 {'];
    for (let at = 0; at < sample.length; at += 13) {
      texts.push(sample.slice(0, at), sample.slice(at), sample.slice(0, at) + sample.slice(at + 7));
    }
    for (const text of texts) {
      workspace.setDocument({ uri, version: version++, text });
      askAll(await workspace.load(uri));
    }
    expect(version).toBe(texts.length);
  });

  it('answer nothing about a document that is not there', async () => {
    const workspace = await openWorkspace(new MemoryFileSystem());
    askAll(workspace.snapshot());
  });

  it('answer about more values than a call takes arguments', async () => {
    const values = Array.from({ length: 150_000 }, (_, index) => `  V${index} = ${index};`);
    const text = `syntax="proto3";\nenum E {\n${values.join('\n')}\n}\nmessage M {}  \n`;
    const workspace = await openWorkspace(new MemoryFileSystem([['a.proto', text]]));
    const snapshot = workspace.snapshot();
    expect(features.formatting(snapshot, { uri })).toHaveLength(2);
    expect(features.foldingRange(snapshot, { uri })).toHaveLength(1);
    const position = { line: 1, character: 'enum '.length };
    expect(features.hover(snapshot, { uri, position })?.contents).toHaveProperty(
      'value',
      expect.stringContaining('150000 values'),
    );
    expect(
      features.codeActions(snapshot, { uri, range: { start: position, end: position } }),
    ).not.toEqual([]);
  });
});
