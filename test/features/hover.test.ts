import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { hover } from '../../server/src/features/index.ts';
import { cursorOf } from '../workspace/memoryWorkspace.ts';

async function hoverAt(source: string): Promise<string> {
  const { snapshot, uri, position } = await cursorOf(source);
  const contents = hover(snapshot, { uri, position })?.contents;
  return contents !== undefined && typeof contents === 'object' && 'value' in contents
    ? contents.value
    : '';
}

/** The facts of a field in a message of proto3. */
async function factsOf(field: string): Promise<readonly string[]> {
  const text = await hoverAt(`
    syntax = "proto3";
    enum Color { RED = 0; BLUE = 1; }
    message Other { string text = 1; }
    message M { ${field} }
  `);
  return text
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2));
}

describe('hover of a field', () => {
  it.each([
    ['string na$0me = 1;', 'tag `0x0a`, length-delimited, 2 bytes or more with the tag'],
    ['int32 nu$0m = 2;', 'tag `0x10`, varint, 2 to 11 bytes with the tag'],
    ['fixed64 nu$0m = 16;', 'tag `0x81 0x01`, 64-bit, 10 bytes with the tag'],
    ['sfixed32 nu$0m = 2047;', 'tag `0xfd 0x7f`, 32-bit, 6 bytes with the tag'],
    ['bool o$0k = 536870911;', 'tag `0xf8 0xff 0xff 0xff 0x0f`, varint, 6 bytes with the tag'],
    ['Color co$0lor = 1;', 'tag `0x08`, varint, 2 bytes with the tag for the values it has'],
    [
      'repeated int32 nu$0ms = 4;',
      'tag `0x22`, packed: one length for all, 1 to 10 bytes an element',
    ],
    [
      'repeated string na$0mes = 4;',
      'tag `0x22`, length-delimited, 2 bytes or more an element with the tag',
    ],
    [
      'map<string, int32> a$0ll = 5;',
      'tag `0x2a`, length-delimited, 2 bytes or more an entry with the tag',
    ],
  ])('%s on the wire', async (field, expected) => {
    expect((await factsOf(field))[0]).toBe(expected);
  });

  it('tells its key and form in JSON', async () => {
    expect((await factsOf('int64 total_si$0ze = 1;'))[1]).toBe(
      'JSON `"totalSize"`: string of digits',
    );
    expect((await factsOf('repeated bytes a$0b = 1 [json_name = "x"];'))[1]).toBe(
      'JSON `"x"` (set by `json_name`): array, each string in base64',
    );
  });

  it('tells what absence means', async () => {
    const presence = async (field: string) =>
      (await factsOf(field)).find((fact) => /presence|required/.test(fact));
    expect(await presence('string na$0me = 1;')).toMatch(/^implicit presence/);
    expect(await presence('optional string na$0me = 1;')).toMatch(/^explicit presence/);
    expect(await presence('Other oth$0er = 1;')).toMatch(/^explicit presence/);
    expect(await presence('repeated string na$0me = 1;')).toBeUndefined();
    const required = await hoverAt('message M { required string na$0me = 1; }');
    expect(required).toContain('- required: a message without it is refused');
  });

  it('tells the default, written or not', async () => {
    expect(await factsOf('Color co$0lor = 1;')).toContain('default `RED`');
    expect(await factsOf('double d$0 = 1;')).toContain('default `0`');
    expect(await hoverAt('message M { optional int32 n$0um = 1 [default = -7]; }')).toContain(
      'default `-7`',
    );
  });

  it('names the other members of its oneof', async () => {
    expect(await factsOf('oneof choice { string lef$0t = 1; Other right = 2; }')).toContain(
      'at most one is set of `left`, `right`',
    );
  });

  it('tells the features of an edition that matter, and who decides', async () => {
    const edition = (field: string) => `
      edition = "2023";
      option features.utf8_validation = NONE;
      message M { option features.field_presence = IMPLICIT; ${field} }
    `;
    const text = await hoverAt(edition('string na$0me = 1;'));
    expect(text).toContain('- `utf8_validation = NONE`, set by the file');
    const packed = await hoverAt(
      edition('repeated int32 nu$0ms = 1 [features.repeated_field_encoding = EXPANDED];'),
    );
    expect(packed).toContain('- `repeated_field_encoding = EXPANDED`, set here');
    expect(packed).toContain('tag `0x08`, varint');
    const delimited = await hoverAt(edition('M me$0 = 1 [features.message_encoding = DELIMITED];'));
    expect(delimited).toContain('tag `0x0b` … `0x0c`, delimited, 2 bytes or more with both tags');
    expect(await hoverAt('edition = "2023"; enum E { Z$0 = 0; }')).not.toContain('enum_type');
    expect(await hoverAt('edition = "2023"; enum E$0 { Z = 0; }')).toContain(
      '- by edition 2023 `enum_type = OPEN`, `json_format = ALLOW`',
    );
  });

  it('says that it is deprecated', async () => {
    const text = await hoverAt(`
      message M {
        // Deprecated: use \`other\`.
        optional string na$0me = 1 [deprecated = true];
      }
    `);
    expect(text).toContain('**Deprecated**\n\nDeprecated: use `other`.');
  });
});

describe('hover of a type', () => {
  it('shows an example of a message with its sizes', async () => {
    const text = await hoverAt(`
      syntax = "proto3";
      import "google/protobuf/timestamp.proto";
      message Ord$0er {
        string order_id = 1;
        repeated int32 nums = 2;
        map<string, int64> counts = 3;
        google.protobuf.Timestamp at = 4;
        oneof kind { bool a = 5; string b = 6; }
        Order parent = 7;
        reserved 9, 10 to 12;
        reserved "old";
      }
    `);
    expect(text).toContain('- 7 fields, numbers 1 to 7');
    expect(text).toContain('- reserved `9`, `10 to 12`, `"old"`');
    const json = {
      orderId: 'text',
      nums: [42],
      counts: { text: '42' },
      at: '2026-01-31T12:00:00Z',
      a: true,
    };
    expect(text).toContain(JSON.stringify(json, undefined, 2));
    expect(text).toContain(`29 bytes in binary, ${JSON.stringify(json).length} in JSON`);
  });

  it.each([
    `int32 a = 1; int64 b = 2; uint32 c = 3; uint64 d = 4; sint32 e = 5; sint64 f = 6;
     fixed32 g = 7; fixed64 h = 8; sfixed32 i = 9; sfixed64 j = 10; float k = 11;`,
    'double l = 12; bool m = 13; string n = 14; bytes o = 15; Color p = 16;',
    'repeated Color q = 17; repeated double r = 18; repeated Inner s = 19; Inner u = 2047;',
    'map<int64, Inner> t = 20; map<string, Color> v = 21;',
  ])('counts the bytes of %s as another implementation does', async (fields) => {
    const text = `
      syntax = "proto3";
      enum Color { RED = 0; BLUE = 300; }
      message Inner { sint64 a = 1; repeated string b = 2000; bytes c = 3; }
      message M { ${fields} }
    `;
    const shown = await hoverAt(text.replace('message M', 'message M$0'));
    const [, json = ''] = /```json\n([^]*?)\n```/.exec(shown) ?? [];
    const value = JSON.parse(json) as Record<string, unknown>;
    const type = protobuf.parse(text).root.lookupType('M');
    const bytes = type.encode(type.fromObject(value)).finish();
    expect(Object.keys(value)).toEqual(type.fieldsArray.map(({ name }) => name));
    expect(shown).toContain(`Example: ${bytes.length} bytes in binary`);
  });

  it('tells the form in JSON of a well-known type instead', async () => {
    const text = await hoverAt(`
      import "google/protobuf/timestamp.proto";
      message M { optional google.protobuf.Time$0stamp at = 1; }
    `);
    expect(text).toContain('JSON: string such as `"2026-01-31T12:00:00Z"`');
    expect(text).not.toContain('bytes in binary');
  });

  it('tells who uses it, its own file first', async () => {
    const users = (text: string): string | undefined =>
      text.split('\n').find((line) => /^- (used|no field)/.test(line));
    const others = `
      //- /b.proto
      syntax = "proto3"; package p; import "a.proto";
      message B { T a = 1; repeated T b = 2; message Inner { p.T a = 1; } map<string, T> c = 3; }
      //- /c.proto
      syntax = "proto3"; package q; import "a.proto";
      service S { rpc R(p.T) returns (p.T); rpc Q(p.T) returns (C); } message C { p.U a = 1; }
      //- /d.proto
      syntax = "proto3"; message T {} message D { T a = 1; }`;
    const asked = (word: string): Promise<string> =>
      hoverAt(
        `
      //- /a.proto
      syntax = "proto3"; package p;
      message T { T next = 1; } message U { T t = 1; } enum E { NO = 0; } // ${word}
      ${others}`.replace(word, `${word}$0`),
      );
    expect(users(await asked('message T'))).toBe(
      '- used by `U`, `B`, `B.Inner`, `q.S`, in 3 files',
    );
    expect(users(await asked('message U'))).toBe('- used by `q.C`, in 1 file');
    expect(users(await asked('enum E'))).toBe('- no field uses it');
  });

  it('tells whether an enum is open, and what its values are called twice', async () => {
    const source = (place: string) => `
      enum ${place} { option allow_alias = true; ZERO = 0; NONE$0 = 0; MANY = 300; }
    `;
    expect(await hoverAt(source('E'))).toContain('- also named `ZERO`');
    expect(await hoverAt('enum E$0 { ZERO = 0; MANY = 300; }')).toContain(
      '- 2 values, 1 to 2 bytes on the wire\n- `ZERO` is what an unset field reads\n- closed',
    );
    expect(await hoverAt('enum E { MINUS$0 = -1; }')).toContain('- 10 bytes on the wire');
  });

  it('puts the HTTP mapping of an rpc in words', async () => {
    const text = await hoverAt(`
      //- /a.proto
      syntax = "proto3";
      package p;
      import "google/api/annotations.proto";
      message M { string name = 1; }
      service S {
        rpc Ge$0t(M) returns (stream M) {
          option idempotency_level = NO_SIDE_EFFECTS;
          option (google.api.http) = {
            get: "/v1/{name=shelves/*}"
            additional_bindings { post: "/v1/get" body: "*" }
          };
        }
      }
      //- /google/api/annotations.proto
      syntax = "proto3";
      package google.api;
      import "google/protobuf/descriptor.proto";
      message HttpRule {
        string get = 2;
        string post = 4;
        string body = 7;
        repeated HttpRule additional_bindings = 11;
      }
      extend google.protobuf.MethodOptions { HttpRule http = 72295728; }
    `);
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- server streaming: one request, any number of responses',
      '- path `/p.S/Get`',
      '- has no side effects, so a GET may carry it',
      '- HTTP `GET /v1/{name=shelves/*}`; what the path does not take as query parameters',
      '- also `POST /v1/get`; all fields as the body',
    ]);
  });

  it('of an option says what it belongs to instead of its bytes', async () => {
    const text = await hoverAt('message M { optional string a = 1 [depre$0cated = true]; }');
    expect(text).toContain('- option of fields');
    expect(text).not.toContain('tag `');
    expect(
      await hoverAt('edition = "2023"; option features.field_pres$0ence = IMPLICIT;'),
    ).toContain('- feature\n- may be set on fields, files\n- since edition 2023');
  });
});

describe('hover of a word', () => {
  it.each([
    ['message M { option$0al string a = 1; }', '**optional**'],
    ['message M { one$0of o { string a = 1; } }', '**oneof**'],
    ['message M { reser$0ved 1; }', '**reserved**'],
    ['message M { reserved 1 t$0o 2; }', '**to**'],
    ['message M { extensions 1 to ma$0x; }', '**max**'],
    ['message M { ma$0p<string, M> a = 1; }', '**map**'],
    ['message M {} service S { rpc R(str$0eam M) returns (M); }', '**stream**'],
    ['message M {} service S { rpc R(M) retu$0rns (M); }', '**returns**'],
    ['op$0tion java_package = "x";', '**option**'],
    ['import pub$0lic "a.proto";', '**public**'],
    ['edi$0tion = "2023";', '**edition**'],
    ['message M { optional sin$0t32 a = 1; }', '**sint32**'],
    ['message M { optional int32 a = 1 [def$0ault = 1]; }', '**default**'],
    ['message M { optional int32 a = 1 [json_na$0me = "x"]; }', '**json_name**'],
    ['message M { map<str$0ing, M> a = 1; }', '**string**'],
  ])('%s', async (source, expected) => {
    const text = await hoverAt(source);
    expect(text.startsWith(expected)).toBe(true);
    expect(text).toContain('https://protobuf.dev/');
  });

  it('is about the name where a keyword is one', async () => {
    expect(await hoverAt('message M { optional string mess$0age = 1; }')).toContain('`M.message`');
  });

  it('of a number tells what it costs and what is left', async () => {
    const text = await hoverAt(`
      message M { optional bool a = 16$0; optional bool b = 1; reserved 3 to 14; }
    `);
    expect(text).toContain('**Field number 16** of `M.a`');
    expect(text).toContain('- numbers 16 to 2047 have a tag of 2 bytes; 1 to 15 take less');
    expect(text).toContain('- free with a tag of 1 byte: 2, 15');
  });
});

describe('hover of the number of an enum value', () => {
  it('tells its bytes', async () => {
    expect(await hoverAt('enum E { A = 3$000; }')).toBe(
      '**Number 300** of `A`\n\n- `0xac 0x02`, 2 bytes on the wire',
    );
    expect(await hoverAt('enum E { A = -$01; }')).toContain('10 bytes on the wire');
  });
});

describe('hover shows a comment as text', () => {
  const commented = (comment: string) => hoverAt(`${comment}\nmessage M$0 {}`);

  it('with neither HTML nor pictures', async () => {
    const text = await commented('// <b>x</b> ![p](https://example.com/p.png) `<i>` <!-- y');
    expect(text).toContain('\\<b>x\\</b> \\![p](https://example.com/p.png) `<i>` \\<!-- y');
  });

  it('with links and references', async () => {
    const text = await commented('// See <https://example.com>, [Foo][google.x.Foo], [it][a.B].');
    expect(text).toContain('See <https://example.com>, `Foo`, it (`a.B`).');
  });

  it('and closes its fences', async () => {
    const text = await commented('// ```\n// code');
    expect(text).toContain('```\ncode\n```\n\n*message* `M`');
  });
});
