import type { Diagnostic } from 'vscode-languageserver-types';
import { describe, expect, it } from 'vitest';
import type { LinkedFile } from '../../server/src/compiler/index.ts';
import { diagnostics, diagnosticsBasis } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/workspace/index.ts';
import { createRandom } from '../support/random.ts';
import { randomEdit } from '../support/randomEdits.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from './memoryWorkspace.ts';

/** Long enough to be parsed on from, and full of references. */
const large = `syntax = "proto3";
package large;
import "base.proto";
import "options.proto";
${Array.from(
  { length: 120 },
  (_, index) => `
// Number ${index}.
message M${index} {
  base.Base base = 1 [(options.note) = { text: "n" level: HIGH }];
  M${Math.max(index - 1, 0)} before = 2;
  enum E { E${index}_ZERO = 0; E${index}_ONE = 1; }
  map<string, E> all = 3;
}
`,
).join('')}`;

const texts: Readonly<Record<string, string>> = {
  'base.proto': `syntax = "proto3";
package base;
import public "shared.proto";
message Base { Shared shared = 1; Kind kind = 2; }
enum Kind { KIND_UNKNOWN = 0; KIND_ONE = 1; }
`,
  'shared.proto': `syntax = "proto3";
package base;
message Shared { string name = 1; }
`,
  'options.proto': `syntax = "proto2";
package options;
import "google/protobuf/descriptor.proto";
message Note { optional string text = 1; optional Level level = 2; }
enum Level { LOW = 0; HIGH = 1; }
extend google.protobuf.FieldOptions { optional Note note = 50001; }
`,
  'user.proto': `syntax = "proto3";
package user;
import "base.proto";
import "options.proto";
message User {
  base.Base base = 1 [(options.note).level = LOW];
  base.Shared shared = 2;
  base.Kind kind = 3;
}
service Users { rpc Get(User) returns (base.Base); }
`,
  'cycleOne.proto': 'syntax = "proto3";\nimport "cycleTwo.proto";\nmessage One { Two two = 1; }\n',
  'cycleTwo.proto': 'syntax = "proto3";\nimport "cycleOne.proto";\nmessage Two { One one = 1; }\n',
  'large.proto': large,
};

/** All that a file's link says, without objects that differ from one linking to the next. */
function factsOf(snapshot: Snapshot, path: string): unknown {
  const uri = uriOf(path);
  const linked = snapshot.linked(uri);
  return {
    findings: diagnostics(snapshot, { uri }),
    symbols: [...(linked?.symbols.keys() ?? [])],
    references: linked === undefined ? [] : referencesOf(linked),
    tree: linked?.source.tree,
  };
}

function referencesOf({ references }: LinkedFile): readonly string[] {
  return Array.from(references, ([{ start, end }, symbol]) => {
    const { fullName, kind, file, nameSpan } = symbol;
    return `${start}-${end} ${kind} ${fullName} ${file.path} ${nameSpan.start}`;
  });
}

function areSame(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((one, index) => one === after[index]);
}

describe('a workspace after edits', () => {
  it.each([1, 2, 3, 4])('is what it would be if it were new (seed %d)', async (seed) => {
    const random = createRandom(seed);
    const paths = Object.keys(texts);
    const now = new Map(Object.entries(texts));
    const workspace = await openWorkspace(new MemoryFileSystem(now));
    const known = new Map<string, { basis: readonly unknown[]; findings: readonly Diagnostic[] }>();
    for (let round = 1; round <= 25; round++) {
      const path = random.pick(paths);
      const isUndone = random.chance(0.3);
      const text = isUndone ? (texts[path] ?? '') : randomEdit(now.get(path) ?? '', random);
      now.set(path, text);
      workspace.setDocument({ uri: uriOf(path), version: round, text });
      const snapshot = workspace.snapshot();
      const fresh = (await openWorkspace(new MemoryFileSystem(now))).snapshot();
      for (const each of paths) {
        expect(factsOf(snapshot, each), `${each} in round ${round}`).toEqual(factsOf(fresh, each));
      }
      for (const each of paths) {
        const uri = uriOf(each);
        const findings = diagnostics(snapshot, { uri });
        const before = known.get(each);
        const basisOf = (all: readonly Diagnostic[]): readonly unknown[] =>
          diagnosticsBasis(snapshot, { uri, findings: all });
        if (before !== undefined && areSame(before.basis, basisOf(before.findings))) {
          expect(findings).toEqual(before.findings);
        }
        known.set(each, { basis: basisOf(findings), findings });
      }
    }
  });
});
