import { describe, expect, it } from 'vitest';
import { signatureHelp } from '../../server/src/features/index.ts';
import { cursorOf } from '../workspace/memoryWorkspace.ts';

/** The signature with its active part in double brackets. */
async function helpAt(source: string): Promise<string | undefined> {
  const { snapshot, uri, position } = await cursorOf(source);
  const help = signatureHelp(snapshot, { uri, position });
  const [signature] = help?.signatures ?? [];
  if (help === undefined || signature === undefined) {
    return undefined;
  }
  const span = signature.parameters?.[help.activeParameter ?? 0]?.label;
  if (!Array.isArray(span)) {
    return signature.label;
  }
  const [start, end] = span;
  const { label } = signature;
  return `${label.slice(0, start)}<<${label.slice(start, end)}>>${label.slice(end)}`;
}

/** What is said about the active part. */
async function documentationAt(source: string): Promise<unknown> {
  const { snapshot, uri, position } = await cursorOf(source);
  const help = signatureHelp(snapshot, { uri, position });
  return help?.signatures[0]?.parameters?.[help.activeParameter ?? 0]?.documentation;
}

const rule = `
  import "google/protobuf/descriptor.proto";
  // Says how.
  message Rule {
    // How much.
    optional int32 level = 1;
    repeated Rule more = 2;
  }
  extend google.protobuf.FieldOptions { optional Rule rule = 50000; }
`;

describe('signature help', () => {
  it('of an rpc marks the request, then the response', async () => {
    const at = (text: string) => helpAt(`message M {} service S { ${text}`);
    expect(await at('rpc Get($0')).toBe(
      'rpc Get(<<[stream] Request>>) returns ([stream] Response)',
    );
    expect(await at('rpc Get(stream M$0) returns (M); }')).toContain('<<[stream] Request>>');
    expect(await at('rpc Get(M) returns (stream $0); }')).toContain('<<[stream] Response>>');
    expect(await at('rpc Get(M) $0')).toBeUndefined();
  });

  it('of a map marks the key, then the value', async () => {
    expect(await helpAt('message M { map<$0')).toBe('map<<<key>>, value>');
    expect(await helpAt('message M { map<string, $0> a = 1; }')).toBe('map<key, <<value>>>');
  });

  it('within brackets marks the option that is named', async () => {
    const text = await helpAt('message M { optional string a = 1 [depre$0]; }');
    expect(text).toMatch(
      /^\[ctype = CType, packed = bool, .*, default = value, json_name = string\]$/,
    );
    const active = await helpAt('message M { optional string a = 1 [deprecated = $0]; }');
    expect(active).toContain('<<deprecated = bool>>');
    expect(await helpAt('message M { optional string a = 1 [default = $0]; }')).toContain(
      '<<default = value>>',
    );
    expect(await helpAt('enum E { Z = 0 [deprecated$0]; }')).toContain('<<deprecated = bool>>');
    expect(await helpAt('enum E { Z = 0 [$0]; }')).not.toContain('json_name');
    expect(
      await helpAt('edition = "2023"; message M { string a = 1 [features.field_presence = $0]; }'),
    ).toContain('<<field_presence = FieldPresence>>');
  });

  it('of a custom option tells its type', async () => {
    expect(await helpAt(`${rule} message M { optional string a = 1 [(rule) = $0]; }`)).toBe(
      '[<<(rule) = Rule>>]',
    );
    expect(await helpAt(`${rule} message M { optional string a = 1 [(rule).level = $0]; }`)).toBe(
      '[<<level = int32>>, more = [Rule]]',
    );
  });

  it('in a message literal marks the field that is set, with its comment', async () => {
    const inside = (text: string) =>
      `${rule} message M { optional string a = 1 [(rule) = { ${text} }]; }`;
    expect(await helpAt(inside('$0'))).toBe('Rule { level = int32, more = [Rule] }');
    expect(await helpAt(inside('level: $0'))).toBe('Rule { <<level = int32>>, more = [Rule] }');
    expect(await helpAt(inside('level: 1 more { more$0 }'))).toContain('<<more = [Rule]>>');
    expect(await documentationAt(inside('level: $0'))).toEqual({
      kind: 'markdown',
      value: 'How much.',
    });
  });

  it('is silent elsewhere', async () => {
    expect(await helpAt('message M { $0 }')).toBeUndefined();
    expect(await helpAt('message M { optional string a = 1; // [$0 \n }')).toBeUndefined();
  });
});
