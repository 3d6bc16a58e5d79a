import { describe, expect, it } from 'vitest';
import {
  type DataDocument,
  dataFeatures,
  readDataDocument,
  withDataDocuments,
} from '../../../server/src/features/index.ts';
import { messageOfFile, readJsonSettings } from '../../../server/src/lsp/jsonSchemas.ts';
import { uriOf } from '../../workspace/memoryWorkspace.ts';
import { applyEdits } from '../applyEdits.ts';
import {
  dataAccepted,
  type DataFile,
  dataLabels,
  expectDataFindings,
  openData,
} from '../dataDocument.ts';

const { json } = dataFeatures;

const schema = `
//- /shop.proto
syntax = "proto3";
package shop;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
// One order.
message Order {
  // What people call it.
  string display_name = 1;
  repeated Line lines = 2;
  State state = 3;
  map<int32, Line> by_number = 4;
  google.protobuf.Any extra = 5;
  oneof payment { string card = 6; bool cash = 7; }
  int64 total = 8;
  bytes raw = 9;
  double ratio = 10;
  google.protobuf.Timestamp at = 11;
  google.protobuf.Duration took = 12;
  google.protobuf.FieldMask mask = 13;
  google.protobuf.Struct free = 14;
  google.protobuf.Value any_value = 15;
  google.protobuf.Int64Value maybe = 16;
  string renamed = 17 [json_name = "other"];
  map<bool, string> flags = 18;
}
message Line { string sku = 1; int32 count = 2; Line part = 3; }
enum State { UNKNOWN = 0; OPEN = 1; CLOSED = 2; }
`;

const file: DataFile = { path: 'a.json', languageId: 'json', type: 'shop.Order' };

function open(text: string): ReturnType<typeof openData> {
  return openData(`${schema}//- /${file.path}\n${text}`, file);
}

async function expectFindings(text: string): Promise<void> {
  expectDataFindings(await open(text));
}

async function labels(text: string): Promise<string[]> {
  return dataLabels(await open(text));
}

async function accepted(text: string, label: string): Promise<string> {
  return dataAccepted(await open(text), label);
}

describe('findings of a JSON document', () => {
  it('are none where the mapping takes it', async () => {
    await expectFindings(`{
      "displayName": "a", "other": "b", "lines": [{ "sku": "x", "count": "12" }, {}],
      "state": "OPEN", "byNumber": { "-1": { "count": 1e3 } }, "cash": null, "card": "c",
      "total": "9223372036854775807", "raw": "-_8=", "ratio": "NaN",
      "at": "2026-01-31T12:00:00.5Z", "took": "1.5s", "mask": "a,b.cD",
      "free": { "x": [1, null] }, "any_value": null, "maybe": "5", "flags": { "true": "y" },
      "extra": { "@type": "type.googleapis.com/shop.Line", "sku": "x" },
    }`);
    await expectFindings(`{ "state": 7, "total": 12, "ratio": 1, "maybe": null, // comment
      "extra": { "@type": "type.googleapis.com/google.protobuf.Duration", "value": "1s" } }`);
  });

  it('say what does not fit, where', async () => {
    await expectFindings(`{
  "displayNam": 1,
   ^^^^^^^^^^ message "shop.Order" has no field "displayNam"; did you mean "displayName"?
  "displayName": 1,
                 ^ expected a string
  "display_name": "b",
   ^^^^^^^^^^^^ "displayName" sets the same field as "display_name" already
  "lines": {},
           ^^ expected an array for repeated field "lines"
  "state": "OPNE",
            ^^^^ enum "shop.State" has no value "OPNE"; did you mean "OPEN"?
  "byNumber": { "x": { "count": 1.5 }, "2": null },
                 ^ expected a key that is an integer from -2147483648 to 2147483647
                                ^^^ expected an integer from -2147483648 to 2147483647
                                            ^^^^ expected an object for message "shop.Line"
  "card": "c", "cash": true,
                ^^^^ "cash" and "card" are members of oneof "payment": only one may be set
  "total": "9223372036854775808",
           ^^^^^^^^^^^^^^^^^^^^^ expected an integer from -9223372036854775808 to 9223372036854775807
  "raw": "*",
         ^^^ expected a string in base64
  "at": "yesterday",
        ^^^^^^^^^^^ expected a string such as "2026-01-31T12:00:00Z"
  "maybe": true,
           ^^^^ expected an integer from -9223372036854775808 to 9223372036854775807
  "flags": { "yes": "y" },
              ^^^ expected a key that is "true" or "false"
  "extra": { "@type": "type.googleapis.com/shop.Nope" }
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ could not find the message of type URL "type.googleapis.com/shop.Nope"; it begins with "type.googleapis.com/"
}`);
  });

  it('are of the type that the document names, which is explained and found', async () => {
    await expectFindings(`{ "$schema": "proto:shop.Line", "sku": 1 }
                                       ^ expected a string
`);
    await expectFindings(`{ "$schema": "proto:shop.Lin", "sku": 1 }
                    ^^^^^^^^ message type "shop.Lin" is not defined in the workspace
`);
    const { snapshot, uri, position } = await open('{ "$schema": "proto:shop.Li$0ne" }');
    expect(json.definition(snapshot, { uri, position })?.uri).toBe(uriOf('shop.proto'));
  });
});

describe('completion in a JSON document', () => {
  it('offers keys that are not there yet, with or without their quotes', async () => {
    const text = '{ "lines": [], "card": "", "state": 1, $0 }';
    expect((await labels(text)).slice(0, 3)).toEqual(['displayName', 'byNumber', 'extra']);
    expect(await labels('{ "lines": [{ "sku": "a", "$0" }] }')).toEqual(['count', 'part']);
    expect(await labels('{ "byNumber": { "1": { "part": { "s$0" } } } }')).toEqual([
      'sku',
      'count',
      'part',
    ]);
    expect(await accepted('{ "lines": [{ "s$0" }] }', 'sku')).toBe('{ "lines": [{ "sku":  }] }');
    expect(await accepted('{ "lines": [{ s$0 }] }', 'sku')).toBe('{ "lines": [{ "sku":  }] }');
    expect(await accepted('{ "lines": [{ "s$0": 1 }] }', 'sku')).toBe(
      '{ "lines": [{ "sku": 1 }] }',
    );
  });

  it('offers values', async () => {
    expect(await labels('{ "state": $0 }')).toEqual(['UNKNOWN', 'OPEN', 'CLOSED']);
    expect(await accepted('{ "state": "O$0" }', 'OPEN')).toBe('{ "state": "OPEN" }');
    expect(await labels('{ "cash": $0\n}')).toEqual(['false', 'true']);
    expect(await accepted('{ "at": $0 }', '"2026-01-31T12:00:00Z"')).toBe(
      '{ "at": "2026-01-31T12:00:00Z" }',
    );
    expect(await labels('{ "lines": $0 }')).toEqual(['[ … ]']);
    expect(await labels('{ "lines": [$0] }')).toEqual(['{ … }']);
  });

  it('offers the content of an Any', async () => {
    expect(await labels('{ "extra": { "$0" } }')).toEqual(['@type']);
    expect(await labels('{ "extra": { "@type": "$0" } }')).toContain('shop.Line');
    expect(await labels('{ "extra": { "@type": "type.googleapis.com/shop.Line", "$0" } }')).toEqual(
      ['sku', 'count', 'part'],
    );
  });
});

describe('a key of a JSON document', () => {
  it('is explained and leads to its field', async () => {
    const { snapshot, uri, position } = await open('{ "display$0Name": "a" }');
    expect(JSON.stringify(json.hover(snapshot, { uri, position })?.contents)).toContain(
      'What people call it.',
    );
    expect(json.definition(snapshot, { uri, position })?.range.start.line).toBe(11);
  });

  it('is mended', async () => {
    const { snapshot, uri, position, text } = await open('{ "displa$0Nam": "a" }');
    const range = { start: position, end: position };
    const [action] = json.codeActions(snapshot, { uri, range });
    expect(applyEdits(text, action?.edit?.changes?.[uri] ?? [])).toBe('{ "displayName": "a" }');
  });
});

describe('broken JSON', () => {
  const whole = '{ "lines": [{ "sku": "a\\n", "part": { "count": -1.5e3 } }], "state": "OPEN" }';

  it('does no harm at any place that it is cut or pierced at', async () => {
    const { snapshot, uri } = await open(whole);
    for (let at = 1; at < whole.length; at++) {
      for (const text of [whole.slice(0, at), whole.slice(0, at) + whole.slice(at + 1)]) {
        const broken = readDataDocument({ ...file, uri, text });
        const documents: DataDocument[] = broken === undefined ? [] : [broken];
        const view = withDataDocuments(snapshot, documents);
        json.diagnostics(view, { uri });
        json.completion(view, { uri, position: { line: 0, character: at } });
      }
    }
  });
});

describe('the setting of JSON schemas', () => {
  const settings = readJsonSettings({
    schemas: [
      { fileMatch: ['orders/*.json', '/exact.json'], message: '.shop.Order' },
      { fileMatch: 'data/**/line-?.{json,jsonc}', message: 'shop.Line' },
      { fileMatch: ['a(b.json', '{open.json'], message: 'shop.Odd' },
      { message: 5 },
      null,
    ],
  });

  it.each([
    ['file:///ws/orders/a.json', 'shop.Order'],
    ['file:///ws/deep/orders/a%20b.json', 'shop.Order'],
    ['file:///ws/preorders/a.json', undefined],
    ['file:///ws/orders/sub/a.json', undefined],
    ['file:///ws/exact.json', 'shop.Order'],
    ['file:///ws/data/line-1.jsonc', 'shop.Line'],
    ['file:///ws/data/x/y/line-2.json', 'shop.Line'],
    ['file:///ws/data/line-22.json', undefined],
    ['file:///ws/a(b.json', 'shop.Odd'],
    ['file:///ws/%zz.json', undefined],
  ])('gives for %s %s', (uri, message) => {
    expect(messageOfFile(settings, uri)).toBe(message);
  });
});
