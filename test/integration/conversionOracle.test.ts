/** Conversions between dialects, as protoc and the runtime's own reading of features see them. */
import {
  create,
  createFileRegistry,
  type DescField,
  type DescMessage,
  fromBinary,
  ScalarType,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { codeActions } from '../../server/src/features/index.ts';
import { applyEdits } from '../features/applyEdits.ts';
import { compileWithProtoc } from '../support/compileWithProtoc.ts';
import { cursorOf } from '../workspace/memoryWorkspace.ts';

interface Converted {
  readonly before: string;
  readonly after: string | undefined;
  readonly refusal: string | undefined;
}

/** The text after the conversion that is offered on the first line. */
async function converted(text: string, target: string): Promise<Converted> {
  const { snapshot, uri, position, file } = await cursorOf(`$0${text}`);
  const range = { start: position, end: position };
  const action = codeActions(snapshot, { uri, range }).find(({ title }) =>
    title.startsWith(`Convert to ${target}`),
  );
  const edits = action?.edit?.changes?.[uri];
  return {
    before: file.text,
    after: edits && applyEdits(file.text, edits),
    refusal: action?.disabled?.reason,
  };
}

/** What a runtime makes of a file that protoc accepts, by full name. */
async function meaningByRuntime(text: string): Promise<Record<string, unknown>> {
  const bytes = await compileWithProtoc({ files: { 'a.proto': text } });
  const set = fromBinary(FileDescriptorSetSchema, new Uint8Array(bytes));
  const registry = createFileRegistry(create(FileDescriptorSetSchema, set));
  const file = registry.getFile('a.proto');
  const meaning: Record<string, unknown> = {};
  const addMessage = (message: DescMessage): void => {
    meaning[message.typeName] = message.members.map(({ name }) => name).sort();
    message.fields.forEach(
      (field) => (meaning[`${message.typeName}.${field.name}`] = ofField(field)),
    );
    message.nestedMessages.forEach(addMessage);
    message.nestedEnums.forEach((each) => (meaning[each.typeName] = each.open));
  };
  file?.messages.forEach(addMessage);
  file?.enums.forEach((each) => (meaning[each.typeName] = each.open));
  file?.extensions.forEach((each) => (meaning[each.typeName] = [each.number, each.jsonName]));
  return meaning;
}

function ofField(field: DescField): unknown {
  const { number, jsonName, presence, fieldKind, oneof } = field;
  return {
    number,
    jsonName,
    presence,
    fieldKind,
    oneof: oneof?.name,
    scalar: field.scalar,
    message: field.message?.typeName,
    enum: field.enum?.typeName,
    packed: fieldKind === 'list' && field.packed,
    delimited: 'delimitedEncoding' in field && field.delimitedEncoding,
    utf8: field.scalar === ScalarType.STRING && 'utf8Validation' in field && field.utf8Validation,
    standard: fieldKind === 'scalar' || fieldKind === 'enum' ? String(field.getDefaultValue()) : '',
  };
}

const proto2 = `syntax = "proto2";

package shop;

import "google/protobuf/descriptor.proto";

option java_package = "shop";

extend google.protobuf.FieldOptions {
  optional string note = 50000;
}

enum Color {
  RED = 1;
  BLUE = -2;
}

message Order {
  reserved 20 to 30;
  reserved "old", "older";
  extensions 100 to 199;
  required int64 id = 1;
  // The name.
  optional string name = 2 [default = "x", (note) = "n"]; // behind
  repeated int32 plain = 3;
  repeated int32 packed = 4 [packed = true];
  repeated Color colors = 5 [packed = true, deprecated = true];
  optional Color color = 6 [default = BLUE];
  map<string, int32> counts = 7;
  optional Order parent = 8;
  required Order first = 9;
  // A group.
  repeated group Line = 10 {
    optional int32 amount = 1;
    enum Kind { NONE = 0; }
  }
  oneof choice {
    string word = 11;
    group Pair = 12 {
      required bytes left = 1;
    }
  }
}

extend Order {
  optional string extra = 100;
  repeated int64 more = 101 [packed = true];
  optional group Tail = 102 {
    optional bool end = 1;
  }
}
`;

const proto3 = `syntax = "proto3";
package shop;
enum Color { NONE = 0; }
message Order {
  string name = 1;
  optional string nick = 2;
  repeated int32 packed = 3;
  repeated int32 plain = 4 [packed = false];
  Order parent = 5;
  optional Order other = 6;
  Color color = 7;
  oneof choice { int32 a = 8; }
  map<int32, string> all = 9;
  reserved "x";
}
`;

describe('conversion of dialects', () => {
  it.each([
    ['proto2', 'edition 2023', proto2],
    ['proto2', 'edition 2024', proto2],
    ['proto3', 'edition 2023', proto3],
    ['proto3', 'edition 2024', proto3],
    ['proto2 without a statement', 'edition 2023', proto2.replace('syntax = "proto2";\n\n', '')],
    [
      'edition 2023',
      'edition 2024',
      'edition = "2023";\nmessage badName { message In {} In x = 1; }\n',
    ],
    [
      'proto2 that has an equal',
      'proto3',
      'syntax = "proto2";\nenum E { A = 0; }\nmessage M {\n  optional int32 a = 1;\n  repeated int32 l = 2;\n  repeated int32 p = 3 [packed = true];\n  optional M m = 4;\n}\n',
    ],
  ])('of %s to %s keeps its meaning', async (_, target, text) => {
    const { before, after, refusal } = await converted(text, target);
    expect(refusal).toBeUndefined();
    const old = await meaningByRuntime(before);
    const fresh = await meaningByRuntime(after ?? '');
    if (target === 'proto3') {
      old.E = true;
    }
    expect(fresh).toEqual(old);
  });

  it('writes what people would', async () => {
    const { after } = await converted(proto3, 'edition 2023');
    expect(after).toBe(`edition = "2023";
package shop;

option features.field_presence = IMPLICIT;
enum Color { NONE = 0; }
message Order {
  string name = 1;
  string nick = 2 [features.field_presence = EXPLICIT];
  repeated int32 packed = 3;
  repeated int32 plain = 4 [features.repeated_field_encoding = EXPANDED];
  Order parent = 5;
  Order other = 6;
  Color color = 7;
  oneof choice { int32 a = 8; }
  map<int32, string> all = 9;
  reserved x;
}
`);
  });

  it('makes messages of groups, in front of what can hold none', async () => {
    const { after } = await converted(proto2, 'edition 2023');
    expect(after).toContain(`  message Pair {
    bytes left = 1 [features.field_presence = LEGACY_REQUIRED];
  }
  oneof choice {
    string word = 11;
    Pair pair = 12 [features.message_encoding = DELIMITED];
  }`);
    expect(after).toContain('message Tail {\n  bool end = 1;\n}\nextend Order {');
  });

  it.each([
    ['message M { required int32 a = 1; }', '"M.a" is required'],
    ['message M { optional group G = 1 {} }', 'is a group'],
    ['message M { optional int32 a = 1 [default = 3]; }', 'has a default'],
    ['message M { extensions 5; }', 'has extension ranges'],
    ['enum E { A = 1; }', 'first'],
  ])('to proto3 of %s is refused', async (body, reason) => {
    const { after, refusal } = await converted(`syntax = "proto2";\n${body}\n`, 'proto3');
    expect(after).toBeUndefined();
    expect(refusal).toContain(reason);
  });
});
