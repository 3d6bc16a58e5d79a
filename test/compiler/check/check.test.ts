import { describe, expect, it } from 'vitest';
import { compile, diagnosticsOf, wellKnownText } from '../../../server/src/compiler/index.ts';
import { expectAnnotated, parseFixture } from '../../support/fixture.ts';

function check(source: string): void {
  const fixture = parseFixture(source);
  const result = compile({
    files: fixture.files.map((file) => file.path),
    resolve: (path) => {
      const text = fixture.texts.get(path) ?? wellKnownText(path);
      return text === undefined ? undefined : { text };
    },
  });
  expectAnnotated(fixture, (path) => {
    const linked = result.files.find((file) => file.source.path === path);
    return linked === undefined ? [] : diagnosticsOf(linked);
  });
}

describe('rules point at the smallest span', () => {
  it('of numbers', () => {
    check(`
      syntax = "proto3";
      message A {
        reserved 5 to 7;
        reserved "gone";
        int32 zero = 0;
        //           ^ field numbers must be positive integers
        int32 a = 1;
        int32 b = 1;
        //        ^ field number 1 has already been used in "A" by field "a"; next available field number is 2
        int32 c = 6;
        //        ^ field "c" uses reserved number 6
        int32 gone = 8;
        //    ^^^^ field name "gone" is reserved
        int32 far = 19500;
        //          ^^^^^ field numbers 19000 through 19999 are reserved for the protocol buffer library implementation
      }
    `);
  });

  it('of labels', () => {
    check(`
      syntax = "proto2";
      message A {
        int32 a = 1;
      //^^^^^ expected "required", "optional", or "repeated"
        repeated map<int32, int32> b = 2;
      //^^^^^^^^ field labels (required/optional/repeated) are not allowed on map fields
        oneof o {
          optional int32 c = 3;
        //^^^^^^^^ fields in oneofs must not have labels (required / optional / repeated)
        }
      }
    `);
  });

  it('of enums', () => {
    check(`
      syntax = "proto3";
      enum E {
        E_ONE = 1;
        //      ^ the first enum value must be zero for open enums
        E_TWO = 1;
        //      ^ "E_TWO" uses the same enum value as "E_ONE"; if this is intended, set 'option allow_alias = true;' in the enum; the next available enum value is 2
      }
    `);
  });

  it('of options', () => {
    check(`
      syntax = "proto3";
      option java_package = 5;
      //                    ^ value of "java_package" must be a quoted string
      option optimize_for = SPEEDY;
      //                    ^^^^^^ enum type "google.protobuf.FileOptions.OptimizeMode" has no value named "SPEEDY"
      option nope = 1;
      //     ^^^^ option "nope" unknown; ensure that its definition is imported
      message A {
        int32 a = 1 [deprecated = true, deprecated = false];
        //                              ^^^^^^^^^^ option "deprecated" was already set
      }
    `);
  });
});

describe('fixes', () => {
  it('give a number that is free', () => {
    const text =
      'syntax = "proto3";\nmessage A { int32 a = 1; int32 b = 2; reserved 3 to 9; int32 c = 2; }\n';
    const { files } = compile({ files: ['a.proto'], resolve: () => ({ text }) });
    const edit = files[0]?.diagnostics[0]?.fixes[0]?.edits[0];
    expect(edit?.newText).toBe('10');
    expect(text.slice(edit?.start, edit?.end)).toBe('2');
  });
});
