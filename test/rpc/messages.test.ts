import type { JsonObject } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { messageToJson } from '../../server/src/rpc/json/replyMessage.ts';
import { encodeMessage } from '../../server/src/rpc/json/requestMessage.ts';
import { compileWithProtoc } from '../support/compileWithProtoc.ts';
import { everyTypeFiles } from './everyType.ts';
import { callErrorOf, type Subject, subjectOf } from './support.ts';

let subject: Subject;

beforeAll(async () => {
  subject = subjectOf(await compileWithProtoc({ files: everyTypeFiles }));
});

/** Message and JSON that the mapping gives back as it took it. */
const roundTrips: readonly (readonly [string, string, JsonObject])[] = [
  ['an empty message', 'Three', {}],
  [
    'numbers at their limits',
    'Three',
    {
      aDouble: 1.7976931348623157e308,
      aFloat: 0.5,
      anInt32: -2147483648,
      anInt64: '-9223372036854775808',
      aUint32: 4294967295,
      aUint64: '18446744073709551615',
      aSint32: -1,
      aSint64: '-1',
      aFixed32: 1,
      aFixed64: '1',
      aSfixed32: -1,
      aSfixed64: '-1',
    },
  ],
  ['numbers that are none', 'Three', { aDouble: 'NaN', aFloat: '-Infinity' }],
  ['text, bytes and truth', 'Three', { aString: 'ü😀\n"', someBytes: 'AP+/', aBool: true }],
  ['enums', 'Three', { color: 'COLOR_NEGATIVE', colors: ['COLOR_RED', 'COLOR_BLUE'] }],
  ['an enum value that nobody knows', 'Three', { color: 99 }],
  ['messages', 'Three', { inner: { inner: { text: 'deep' } }, inners: [{}, { number: 1 }] }],
  ['a zero that is present', 'Three', { maybe: 0 }],
  [
    'maps',
    'Three',
    {
      byName: { a: { number: 1 }, '': {}, __proto__x: {} },
      byWide: { '-9223372036854775808': 'low', '9007199254740993': 'odd', '0': 'zero' },
      byBool: { true: 'COLOR_RED', false: 'COLOR_BLUE' },
      byUnsigned: { '18446744073709551615': '-1' },
    },
  ],
  ['a oneof that holds the default', 'Three', { left: '' }],
  ['a oneof that holds null', 'Three', { nothing: null }],
  ['times', 'Three', { at: '2024-02-29T23:59:59.000000001Z', lasts: '-1.500s' }],
  [
    'times at their limits',
    'Three',
    { at: '9999-12-31T23:59:59.999999999Z', lasts: '315576000000s' },
  ],
  ['a field mask', 'Three', { mask: 'name,address.streetName' }],
  ['structs', 'Three', { object: { a: [1, 'x', null, { b: true }] }, value: null, list: [[]] }],
  ['values', 'Three', { values: [null, 1.5, 'x', false, [], {}] }],
  [
    'wrappers',
    'Three',
    {
      wideBox: '9007199254740993',
      textBox: '',
      bytesBox: 'AA==',
      boolBox: false,
      floatBox: 0.5,
      unsignedBox: '18446744073709551615',
    },
  ],
  [
    'an Any of a message',
    'Three',
    { any: { '@type': 'type.googleapis.com/every.Inner', text: 'x' } },
  ],
  [
    'an Any of a well-known type',
    'Three',
    {
      any: { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '1s' },
    },
  ],
  [
    'an Any in an Any',
    'Three',
    {
      any: {
        '@type': 'type.googleapis.com/google.protobuf.Any',
        value: { '@type': 'type.googleapis.com/every.Inner', number: 1 },
      },
    },
  ],
  ['an empty message field', 'Three', { empty: {} }],
  ['a JSON name with a blank', 'Three', { 'other name': 'x' }],
  ['proto2', 'Two', { id: 'x', count: 0, packed: [1, 2], loose: [3], kind: 'FIRST' }],
  ['a group', 'Two', { id: 'x', part: { text: 'y' } }],
  ['extensions', 'Two', { id: 'x', '[every.note]': 'y', '[every.Scope.numbers]': ['1'] }],
  [
    'editions',
    'Edition',
    {
      explicit: '',
      implicit: 'x',
      delimited: { text: 'y' },
      expanded: [1, 2],
      open: 'OPEN_ONE',
    },
  ],
];

describe('the JSON mapping agrees with an independent codec', () => {
  it.each(roundTrips)('%s', (_, name, json) => {
    const fullName = `every.${name}`;
    const bytes = encodeMessage(subject.type(fullName), JSON.stringify(json));
    expect(subject.jsonOf(fullName, bytes)).toEqual(json);
    const reply = messageToJson(subject.type(fullName), subject.bytesOf(fullName, json));
    expect(JSON.parse(reply)).toEqual(json);
  });
});

describe('requests', () => {
  const wire = (text: string) =>
    subject.jsonOf('every.Three', encodeMessage(subject.type('every.Three'), text));

  it('keeps every digit of a whole number that JavaScript would round', () => {
    expect(wire('{"anInt64": 9007199254740993, "wides": [9223372036854775807]}')).toEqual({
      anInt64: '9007199254740993',
      wides: ['9223372036854775807'],
    });
    expect(wire('{"wideBox": 9007199254740993, "byUnsigned": {"1": 9007199254740993}}')).toEqual({
      wideBox: '9007199254740993',
      byUnsigned: { '1': '9007199254740993' },
    });
    expect(wire('{"any": {"@type": "x/every.Three", "anInt64": 9007199254740993}}')).toMatchObject({
      any: { anInt64: '9007199254740993' },
    });
  });

  it('takes proto names, numbers for enums, exponents, and null for absent', () => {
    expect(wire('{"an_int32": 1e3, "color": 1, "aString": null, "by_wide": null}')).toEqual({
      anInt32: 1000,
      color: 'COLOR_RED',
    });
  });

  it('takes an unpadded and URL-safe base64', () => {
    expect(wire('{"someBytes": "-_8"}')).toEqual({ someBytes: '+/8=' });
  });

  it('sends a number inside a Value as a number', () => {
    expect(wire('{"value": {"id": 12345678901234567890}}')).toEqual({
      value: { id: 12345678901234567000 },
    });
  });

  it('holds a key named __proto__ for a key', () => {
    expect(wire('{"byName": {"__proto__": {"number": 1}}}')).toEqual(
      JSON.parse('{"byName": {"__proto__": {"number": 1}}}'),
    );
    expect(callErrorOf(() => wire('{"__proto__": {}}')).what).toContain('no field "__proto__"');
  });
});

describe('a request that does not fit says where, what and what next', () => {
  it.each([
    ['{"aString": "x"\n "anInt32": 1}', 'line 2, column 2', 'malformed JSON: expected "," or "}"'],
    ['{"aString": "x",}', 'line 1, column 16', 'remove this comma'],
    ["{'aString': 1}", 'column 2', "expected a key in double quotes, found `'`"],
    ['{aString: 1}', 'column 2', 'expected a key in double quotes, found `aString`'],
    ['{"aString": "x', 'column 13', 'this string is not closed'],
    ['{"aString": "\\x"}', 'column 13', 'an escape'],
    ['{"anInt32": 01}', 'column 13', 'expected a JSON value'],
    ['{"anInt32": NaN}', 'column 13', 'expected a JSON value, found `NaN`'],
    ['{"aBool": True}', 'column 11', 'found `True`'],
    ['{} {}', 'column 4', 'only one JSON value'],
    ['{"aBool": true, "aBool": true}', 'column 17', 'the key "aBool" comes twice'],
    ['', 'the request', 'the message is empty'],
    ['[1]', 'column 1', 'expected an object for message every.Three, found an array'],
    ['{"a_strin": "x"}', 'column 2', 'has no field "a_strin". Did you mean "aString"?'],
    [
      '{"inner": {"txet": 1}}',
      'column 12',
      'every.Inner has no field "txet". Did you mean "text"?',
    ],
    [
      '{"empty": {"x": 1}}',
      'column 12',
      'google.protobuf.Empty has no field "x". It has no fields.',
    ],
    [
      '{"anInt32": "abc"}',
      'column 13',
      'expected a whole number from -2147483648 to 2147483647 for field an_int32, found "abc"',
    ],
    ['{"anInt32": 1.5}', 'column 13', 'found 1.5'],
    ['{"aUint32": -1}', 'column 13', 'from 0 to 4294967295'],
    ['{"anInt64": 9223372036854775808}', 'column 13', 'whole number of 64 bits'],
    ['{"aFloat": 1e39}', 'column 12', '32-bit range'],
    ['{"aBool": "true"}', 'column 11', 'expected true or false'],
    ['{"aString": 5}', 'column 13', 'expected a string'],
    ['{"aString": "\\ud800"}', 'column 13', 'well-formed text'],
    ['{"someBytes": "*"}', 'column 15', 'a string in base64'],
    ['{"color": "COLOR_RDE"}', 'column 11', 'has no value "COLOR_RDE". Did you mean "COLOR_RED"?'],
    ['{"color": true}', 'column 11', 'a value of enum every.Color'],
    ['{"wides": 1}', 'column 11', 'expected an array for repeated field wides'],
    ['{"wides": [1, 2, {}]}', 'column 18', 'found an object'],
    ['{"inners": [{}, {"number": ""}]}', 'column 28', 'for field number, found ""'],
    ['{"byWide": {"1": "x", "y": "z"}}', 'column 23', 'expected a key of type int64, found "y"'],
    ['{"byName": {"a": {"number": {}}}}', 'column 29', 'for field number, found an object'],
    ['{"byName": []}', 'column 12', 'expected an object for map by_name'],
    ['{"left": "x", "right": {}}', 'column 15', '"right" and "left" both set the oneof choice'],
    ['{"aString": "x", "a_string": "y"}', 'column 18', 'both set the field a_string'],
    ['{"at": "yesterday"}', 'column 8', 'a string such as "2025-01-31T12:00:00Z"'],
    ['{"lasts": "1.5"}', 'column 11', 'a string such as "1.5s"'],
    ['{"mask": "snake_case"}', 'column 10', 'lowerCamelCase'],
    ['{"any": {"text": "x"}}', 'column 9', 'needs "@type"'],
    ['{"any": {"@type": "x/no.Such"}}', 'column 19', 'no message for "@type" x/no.Such'],
    ['{"any": {"@type": "x/every.Inner", "txt": 1}}', 'column 36', 'Did you mean "text"?'],
  ])('%s', (text, where, what) => {
    const error = callErrorOf(() => encodeMessage(subject.type('every.Three'), text));
    expect(error.kind).toBe('message');
    expect(error.where).toContain(where);
    expect(error.message).toContain(what);
  });

  it('names a field that proto2 requires', () => {
    const error = callErrorOf(() => encodeMessage(subject.type('every.Two'), '{"count": 1}'));
    expect(error.message).toBe(
      'the request, line 1, column 1: message every.Two requires the field "id". Add it.',
    );
  });

  it('refuses nesting without end, and does not run out of stack', () => {
    const deep = '{"again":'.repeat(5000) + '{}' + '}'.repeat(5000);
    expect(callErrorOf(() => encodeMessage(subject.type('every.Three'), deep)).what).toContain(
      'nested deeper than',
    );
  });
});

describe('replies that the mapping cannot express are shown all the same', () => {
  const read = (name: string, hex: string): unknown =>
    JSON.parse(messageToJson(subject.type(`every.${name}`), Buffer.from(hex, 'hex')));

  it('an Any of an unknown type', () => {
    const any = Buffer.from('0a09782f6e6f2e5375636812020801', 'hex');
    const field = Buffer.concat([Buffer.from([0xc2, 0x03, any.length]), any]).toString('hex');
    expect(read('Three', field)).toEqual({ any: { '@type': 'x/no.Such', value: 'CAE=' } });
  });

  it('a timestamp out of range', () => {
    expect(read('Three', '920306' + '10ffffffff0f')).toEqual({ at: { nanos: -1 } });
  });

  it('a field mask that does not go back', () => {
    expect(read('Three', 'a203' + '050a03615f31')).toEqual({ mask: { paths: ['a_1'] } });
  });

  it('a Value that holds NaN, and one that holds nothing', () => {
    expect(read('Three', 'b203' + '0911000000000000f87f')).toEqual({
      value: { numberValue: 'NaN' },
    });
    expect(read('Three', 'b20300')).toEqual({ value: null });
  });

  it('writes a 32-bit float with no more digits than it has', () => {
    expect(read('Three', '15cdcccc3d')).toEqual({ aFloat: 0.1 });
    expect(read('Three', '150000c03f')).toEqual({ aFloat: 1.5 });
    expect(read('Three', '15ffff7f7f')).toEqual({ aFloat: 3.4028235e38 });
  });

  it('refuses bytes that are no message', () => {
    expect(() => read('Three', 'ffff')).toThrow();
  });
});
