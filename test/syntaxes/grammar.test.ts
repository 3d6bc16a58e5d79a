import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer, type ScopedToken, type Tokenizer } from './grammar.ts';

const root = resolve(import.meta.dirname, '../..');
let tokenizer: Tokenizer;

beforeAll(async () => {
  tokenizer = await loadTokenizer();
});

/** A line of carets and a scope claims that the innermost scope below the carets is that one. */
const claimPattern = /^(\s*)(\^+)\s(\S+)$/;

function check(fixture: string): void {
  const source: string[] = [];
  const claims: { line: number; start: number; end: number; scope: string }[] = [];
  for (const text of fixture.replace(/^\n/, '').split('\n')) {
    const claim = claimPattern.exec(text);
    if (claim === null) {
      source.push(text);
    } else {
      const start = claim[1]?.length ?? 0;
      const end = start + (claim[2]?.length ?? 0);
      claims.push({ line: source.length - 1, start, end, scope: claim[3] ?? '' });
    }
  }
  const { tokens } = tokenizer.tokenize(source.join('\n'));
  for (const { line, start, end, scope } of claims) {
    const covered = tokens.filter((t) => t.line === line && t.start < end && t.end > start);
    const found = new Set(covered.map((token) => token.scopes.at(-1)));
    expect({ at: source[line]?.slice(start, end), scopes: [...found] }).toEqual({
      at: source[line]?.slice(start, end),
      scopes: [scope],
    });
  }
  expect(claims.length).toBeGreaterThan(0);
}

describe('the grammar scopes', () => {
  it('syntax, edition, package and imports', () => {
    check(`
syntax = "proto3";
^^^^^^ keyword.control.syntax.proto
       ^ keyword.operator.assignment.proto
          ^^^^^^ string.quoted.double.proto
edition = '2024';
^^^^^^^ keyword.control.edition.proto
           ^^^^ string.quoted.single.proto
package shop.orders.v1;
^^^^^^^ keyword.control.package.proto
             ^^^^^^ entity.name.namespace.proto
import public "a.proto";
^^^^^^ keyword.control.import.proto
       ^^^^^^ storage.modifier.import.proto
import option "b.proto";
       ^^^^^^ storage.modifier.import.proto
`);
  });

  it('fields of every form', () => {
    check(`
message
^^^^^^^ storage.type.message.proto
  Order {
  ^^^^^ entity.name.type.message.proto
  repeated .shop.Item message = 0x1F;
  ^^^^^^^^ storage.modifier.label.proto
                 ^^^^ entity.name.type.proto
                      ^^^^^^^ variable.other.property.proto
                                ^^^^ constant.numeric.hex.proto
  string reserved = 2 [deprecated = true, (acme.rule).max = -1.5e3];
  ^^^^^^ storage.type.primitive.proto
         ^^^^^^^^ variable.other.property.proto
                       ^^^^^^^^^^ entity.other.attribute-name.proto
                                    ^^^^ constant.language.boolean.proto
                                                ^^^^ entity.other.attribute-name.extension.proto
                                                             ^^^^^ constant.numeric.float.proto
  map<string, shop.Item> items = 3;
  ^^^ storage.type.map.proto
      ^^^^^^ storage.type.primitive.proto
                   ^^^^ entity.name.type.proto
                         ^^^^^ variable.other.property.proto
  optional group Detail = 4 { int32 a = 1; }
           ^^^^^ storage.type.group.proto
                 ^^^^^^ entity.name.type.message.proto
                              ^^^^^ storage.type.primitive.proto
  oneof choice { int32
  ^^^^^ storage.type.oneof.proto
    split_over_lines
    ^^^^^^^^^^^^^^^^ entity.name.type.proto
      = 5; }
        ^ constant.numeric.decimal.proto
  stringy x = 6;
  ^^^^^^^ entity.name.type.proto
}
`);
  });

  it('reserved and extension ranges', () => {
    check(`
message M {
  reserved 2, 9 to max, -1;
  ^^^^^^^^ keyword.control.reserved.proto
           ^ constant.numeric.decimal.proto
                ^^ keyword.control.range.proto
                   ^^^ constant.language.max.proto
  reserved "a", b;
            ^ string.quoted.double.proto
                ^ variable.other.property.proto
  extensions 100 to 199 [verification = UNVERIFIED];
  ^^^^^^^^^^ keyword.control.extensions.proto
                         ^^^^^^^^^^^^ entity.other.attribute-name.proto
                                        ^^^^^^^^^^ variable.other.enummember.proto
}
extend google.protobuf.FieldOptions { string x = 50000; }
^^^^^^ storage.type.extend.proto
                       ^^^^^^^^^^^^ entity.name.type.proto
                                      ^^^^^^ storage.type.primitive.proto
`);
  });

  it('enums with negative numbers and options', () => {
    check(`
local enum Colour {
^^^^^ storage.modifier.visibility.proto
      ^^^^ storage.type.enum.proto
           ^^^^^^ entity.name.type.enum.proto
  option allow_alias = true;
  ^^^^^^ keyword.control.option.proto
         ^^^^^^^^^^^ entity.other.attribute-name.proto
  NONE = -1 [(label) = "none"];
  ^^^^ variable.other.enummember.proto
         ^ keyword.operator.arithmetic.proto
          ^ constant.numeric.decimal.proto
                        ^^^^ string.quoted.double.proto
  option = 2;
  ^^^^^^ variable.other.enummember.proto
}
`);
  });

  it('services and streams', () => {
    check(`
service Orders {
^^^^^^^ storage.type.service.proto
        ^^^^^^ entity.name.type.service.proto
  rpc Watch (stream .shop.Request) returns (stream stream) {
  ^^^ storage.type.function.proto
      ^^^^^ entity.name.function.proto
             ^^^^^^ storage.modifier.stream.proto
                          ^^^^^^^ entity.name.type.proto
                                   ^^^^^^^ keyword.control.returns.proto
                                            ^^^^^^ storage.modifier.stream.proto
                                                   ^^^^^^ entity.name.type.proto
    option (google.api.http) = { get: "/v1/{id}" additional_bindings { post: "/x" } };
    ^^^^^^ keyword.control.option.proto
                       ^^^^ entity.other.attribute-name.extension.proto
                                 ^^^ support.type.property-name.proto
                                                 ^^^^^^^^^^^^^^^^^^^ support.type.property-name.proto
  }
  rpc Get(A) returns (B);
      ^^^ entity.name.function.proto
                      ^ entity.name.type.proto
}
`);
  });

  it('message literals in options', () => {
    check(`
option (acme.policy) = {
  [acme.ext.field]: { a: 1; b: -inf, c: [X, Y] };
   ^^^^^^^^^^^^^^ entity.other.attribute-name.extension.proto
                      ^ support.type.property-name.proto
                         ^ constant.numeric.decimal.proto
                                ^^^ constant.language.float.proto
                                         ^ variable.other.enummember.proto
  list < text: 'a' "b" >
  ^^^^ support.type.property-name.proto
                ^ string.quoted.single.proto
};
option java_package = "x"
                       ^ string.quoted.double.proto
  "y";
   ^ string.quoted.double.proto
message After {}
^^^^^^^ storage.type.message.proto
`);
  });

  it('escapes, and marks those that are none', () => {
    check(String.raw`
option x = "a\n\x7f\101\u00e9\U0001F600\q";
             ^^ constant.character.escape.proto
               ^^^^ constant.character.escape.proto
                   ^^^^ constant.character.escape.proto
                       ^^^^^^ constant.character.escape.proto
                             ^^^^^^^^^^ constant.character.escape.proto
                                       ^^ invalid.illegal.escape.proto
`);
  });

  it('comments between all other things', () => {
    check(`
/** Doc. */ message /* why */ A { // here
   ^^^^^ comment.block.documentation.proto
                      ^^^ comment.block.proto
                                    ^^^^ comment.line.double-slash.proto
  // message Not {
     ^^^^^^^^^^^ comment.line.double-slash.proto
  string url = 1 /* n */ [deprecated /* d */ = false]; // "x
                    ^ comment.block.proto
                                        ^ comment.block.proto
                                               ^^^^^ constant.language.boolean.proto
}
`);
  });

  it('what follows a statement that is not finished', () => {
    check(`
option java_package = "a
import "b.proto"
^^^^^^ keyword.control.import.proto
message A
enum B {
^^^^ storage.type.enum.proto
  X = 0
  Y = 1;
  ^ variable.other.enummember.proto
}
message C {
^^^^^^^ storage.type.message.proto
  string name
  ^^^^^^ storage.type.primitive.proto
  int32 age = 2;
  ^^^^^ storage.type.primitive.proto
}
`);
  });
});

describe('the grammar on real files', () => {
  const googleFiles = globSync('node_modules/google-proto-files/google/**/*.proto', { cwd: root });
  const files = [
    ...globSync('demo/workspace/**/*.proto', { cwd: root }),
    ...globSync('node_modules/protoc/**/*.proto', { cwd: root }),
    ...googleFiles.sort().filter((_, index) => index % 60 === 0),
  ];

  it('closes every construct and gives every word a scope', () => {
    const found = files.flatMap((file) => {
      const { tokens, openRules } = tokenizer.tokenize(readFileSync(join(root, file), 'utf8'));
      const bare = tokens.filter(isBareWord).map((token) => placeOf(file, token));
      return [...bare, ...(openRules === 1 ? [] : [`${file} ends inside ${openRules} rules`])];
    });
    expect(found.slice(0, 20)).toEqual([]);
    expect(files.length).toBeGreaterThan(80);
  });
});

/** A word or bracket that no theme could colour, or one that is marked as wrong. */
function isBareWord({ text, scopes }: ScopedToken): boolean {
  const hasScope = scopes.some((scope) => scope !== 'source.proto' && !scope.startsWith('meta.'));
  const isInvalid = scopes.some((scope) => scope.startsWith('invalid.'));
  return isInvalid || (!hasScope && /[^\s]/.test(text));
}

function placeOf(file: string, { line, start, text }: ScopedToken): string {
  return `${file}:${line + 1}:${start + 1} ${text}`;
}
