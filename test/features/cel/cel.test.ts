import { describe, expect, it } from 'vitest';
import {
  completion,
  definition,
  diagnostics,
  hover,
  rename,
  semanticTokens,
  semanticTokensLegend,
} from '../../../server/src/features/index.ts';
import { cursorOf, snapshotOf, uriOf } from '../../workspace/memoryWorkspace.ts';
import { expectAnnotated } from '../../support/fixture.ts';
import { applyEdits } from '../applyEdits.ts';
import { rule, ruled, validate } from './validate.ts';
import { validateProto } from '../../support/protovalidate.ts';

async function findings(rules: string): Promise<string[]> {
  const { snapshot } = await snapshotOf(ruled(rules));
  return diagnostics(snapshot, { uri: uriOf('shop.proto') })
    .filter(({ source }) => source === 'protobuf')
    .map(({ message }) => (typeof message === 'string' ? message : message.value));
}

async function labels(rules: string): Promise<string[]> {
  const { snapshot, uri, position } = await cursorOf(ruled(rules));
  return completion(snapshot, { uri, position })
    .items.toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
    .map(({ label }) => label);
}

describe('an expression is right', () => {
  it.each([
    'this.count > 0',
    'this.count + 1 < 5 && !this.paid || this.price >= 1.5',
    "this.name.startsWith('a') ? '' : 'name must begin with a'",
    "size(this.name) > 1 && this.name.size() > 1u && this.name.matches('^[a-z]+$')",
    "this.lines.all(l, l.sku != '' && l.tags.exists(t, t.size() > 2))",
    'this.lines.map(l, l.part.sku).unique() && this.lines.filter(l, has(l.part)).size() == 1',
    "this.counts.all(k, k != '' && this.counts[k] > 0) && 'a' in this.counts",
    'this.lines[0].part.part.tags[1] in [\'a\', "b"]',
    'this.state == shop.State.OPEN || this.state in [0, shop.State.UNKNOWN]',
    "this.at < now && this.took > duration('1s') && this.at + this.took == timestamp('2026-01-01T00:00:00Z')",
    "now - this.at < duration('1h') && this.at.getFullYear() > 2000 && this.took.getSeconds() > 5",
    'this.maybe == 5 && this.maybe > 0 && this.first != null && has(this.first.sku)',
    'this.size > 5u && this.count > 5u && int(this.size) + this.count > 0x1F && double(this.count) < 1e3',
    "this.name.isEmail() || this.name.isIp(4) || 'x%d'.format([this.count]) == 'x1'",
    "{'a': 1}.a == 1 && [1, 2].size() == 2 && {1: 'x'}[1] == 'x' && type(this.count) == int",
    "shop.Line{sku: 'a'}.sku == this.first.sku",
    "this.lines.all(i, l, i < 10 && l.sku == '') && this.counts.transformList(k, v, v + 1).size() > 0",
    "b'abc' == this.raw && r'\\\\d' != '''x''' && this.raw.size() > 0",
    'this.count == 1 // why\\n && true',
    "dyn(this.name) == 5 && getField(this, 'name') == 5",
  ])('%s', async (expression) => {
    expect(await findings(rule(expression.replaceAll('"', "'")))).toEqual([]);
  });
});

describe('an expression is wrong', () => {
  it.each([
    ['this.nam == 5', 'message "shop.Order" has no field "nam"; did you mean "name"?'],
    ['this.first.part.skuu == 1', 'message "shop.Line" has no field "skuu"; did you mean "sku"?'],
    ['thiss.count > 0', '"thiss" is not defined; did you mean "this"?'],
    ['this.count', 'a rule must give a bool or a string, not int'],
    ["this.count == 'a'", '"==" does not go with int and string'],
    [
      'this.size + 1 > 2u',
      '"+" does not go with uint and int; write "1u" for a uint, or convert with int(…)',
    ],
    [
      'this.price * 2 > 1.0',
      '"*" does not go with double and int; write "1.0" for a double, or convert with double(…)',
    ],
    ['this.name && true', 'expected a bool, found string'],
    ['!this.count', 'expected a bool, found int'],
    ['this.count ? true : false', 'expected a bool, found int'],
    ['this.name.sku', 'a value of type string has no fields'],
    ['this.took.seconds > 5', 'a value of type duration has no fields'],
    ['this.count[0] == 1', 'a value of type int has no elements'],
    ["this.lines['a'].sku == ''", 'the index of a list is an int, not string'],
    ['this.counts[1] == 1', 'the keys of this map are string, not int'],
    ['this.lines.al(l, true)', 'there is no function "al"; did you mean "all"?'],
    ['this.name.all(c, true)', '"all" goes through a list or a map, not string'],
    ['this.lines.all(l, l.sku)', 'expected a bool, found string'],
    ["this.count.startsWith('a')", '"startsWith" is a function of string or bytes, not of int'],
    ["startsWith(this.name, 'a')", '"startsWith" is called as value.startsWith(…)'],
    ['this.name.startsWith()', '"startsWith" takes 1 argument, not 0'],
    ['has(this)', 'has(…) takes one field, such as has(this.name)'],
    ['this.count in this.lines', '"in" does not go with int and list(shop.Line)'],
    ['shop.State.OPNE == 1', 'enum "shop.State" has no value "OPNE"; did you mean "OPEN"?'],
    ['shop.Lin{sku: 1} == null', 'message "shop.Lin" is not defined'],
    ['this.lines < this.lines', '"<" does not go with list(shop.Line) and list(shop.Line)'],
    ['-this.size == 1', '"-" does not go with uint'],
    ['this.count > 0 &&', 'expected an expression, found the end'],
    ['this.count > 0 & true', 'unexpected character "&"; the operator is "&&"'],
    ['this.count = 0', 'unexpected character "="; equality is "=="'],
    ['(this.count > 0', 'expected ")", found the end'],
    ["this.name == 'a", "the string is not closed: ' is missing"],
    ['this.', 'expected a field or a function after ".", found the end'],
    ['this.count > 08x', 'a number needs a space between it and a word'],
    ['', 'expected an expression, found the end'],
    ['if == 1', '"if" is a reserved word'],
    ["this.name == '\\\\q'", '"\\q" is no escape of the expression language'],
    ['[1, 2', 'expected "]", found the end'],
    ['1 2', 'expected an operator, found "2"'],
  ])('%s', async (expression, message) => {
    expect(await findings(rule(expression))).toEqual([message]);
  });

  it('where it is, escapes and parted strings counted', async () => {
    const { fixture, snapshot } = await snapshotOf(`${validate}
//- /a.proto
syntax = "proto3";
import "buf/validate/validate.proto";
message M {
  string name = 1 [(buf.validate.field).cel = {
    id: "x"
    expression: "this.size() > 1 && \\"a\\" == thi"
                                             ^^^ "thi" is not defined; did you mean "this"?
  }];
  int32 n = 2 [(buf.validate.field).cel_expression = "this > 1 &&"
                                                     ' \\x74his == \\'a\\''];
                                                               ^^ "==" does not go with int and string
  repeated int32 list = 3 [
    (buf.validate.field).repeated.items.cel = { expression: "this.size() > 1" },
                                                                  ^^^^ "size" is a function of string or bytes or list or map, not of int
    (buf.validate.field).cel = { expression: "this.size() > 1" }
  ];
  map<string, int32> map = 4 [
    (buf.validate.field).map.keys.cel = { expression: "this > 1" },
                                                            ^ ">" does not go with string and int
    (buf.validate.field).map.values.cel = { expression: "this > 1" }
  ];
}
`);
    const files = fixture.files.filter(({ path }) => path === 'a.proto');
    const uri = uriOf('a.proto');
    const lines = snapshot.source(uri)?.lines;
    expectAnnotated({ ...fixture, files }, () =>
      diagnostics(snapshot, { uri })
        .filter(({ source }) => source === 'protobuf')
        .map(({ range: { start, end }, message }) => ({
          start: lines?.offsetAt({ line: start.line, column: start.character }) ?? 0,
          end: lines?.offsetAt({ line: end.line, column: end.character }) ?? 0,
          message: typeof message === 'string' ? message : message.value,
        })),
    );
  });

  it('in a predefined rule, where the rule and what it is for have types', async () => {
    const { snapshot } = await snapshotOf(`${validate}
//- /a.proto
syntax = "proto2";
import "buf/validate/validate.proto";
extend buf.validate.StringRules {
  optional bool short = 1001 [(buf.validate.predefined).cel = {
    expression: "!rule || this.size() < rules.min_len"
  }];
  optional bool wrong = 1002 [(buf.validate.predefined).cel = { expression: "rule > this" }];
}
`);
    expect(diagnostics(snapshot, { uri: uriOf('a.proto') }).map(({ message }) => message)).toEqual([
      '">" does not go with bool and string',
    ]);
  });
});

describe('rules of protovalidate', () => {
  it('are for the type of their field', async () => {
    const { snapshot } = await snapshotOf(`${validate}
//- /a.proto
syntax = "proto3";
import "buf/validate/validate.proto";
import "google/protobuf/wrappers.proto";
message M {
  string a = 1 [(buf.validate.field).string.min_len = 1];
  int32 b = 2 [(buf.validate.field).string.min_len = 1];
  google.protobuf.StringValue c = 3 [(buf.validate.field) = { string: { min_len: 1 } }];
  repeated string d = 4 [(buf.validate.field).repeated.items.string.min_len = 1];
  repeated string e = 5 [(buf.validate.field).string.min_len = 1];
  map<string, int32> f = 6 [
    (buf.validate.field).map.keys.string.min_len = 1,
    (buf.validate.field).map.values = { string { min_len: 1 } }
  ];
  bytes g = 7 [(buf.validate.field) = { map: {} }];
}
`);
    expect(diagnostics(snapshot, { uri: uriOf('a.proto') }).map(({ message }) => message)).toEqual([
      'rules of "string" are not for a field of type int32',
      'rules of "string" are not for a field of type repeated string',
      'rules of "string" are not for a field of type int32',
      'rules of "map" are not for a field of type bytes',
    ]);
  });
});

describe('constants that functions are given', () => {
  it.each([
    ["this.name.matches('^[a-z]+$') && this.name.matches(r'\\\\d')", undefined],
    ["this.name.matches('a(')", 'the parenthesis is not closed: ")" is missing'],
    ["matches(this.name, '(?=a)')", '"(?=" begins look-ahead, which RE2 does not have'],
    ["this.name.matches('(a)\\\\\\\\1')", '"\\1" is a back reference, which RE2 does not have'],
    ["this.name.matches(r'(a)\\\\1')", '"\\1" is a back reference, which RE2 does not have'],
    ["this.took > duration('1h30m') || this.took > duration('0')", undefined],
    ["this.took > duration('5')", '"5" is not a duration, such as "1h30m" or "1.5s"'],
    ["this.at < timestamp('2026-01-31T12:00:00.5+01:00')", undefined],
    ["this.at < timestamp('today')", '"today" is not a timestamp, such as "2026-01-31T12:00:00Z"'],
    ["this.count > int('5') && this.count > int('x')", '"x" is not an int, such as "-5"'],
    ["this.size > uint('-1')", '"-1" is not a uint, such as "5"'],
    ["this.name.contains('(') && string('(') == '('", undefined],
  ])('%s', async (expression, message) => {
    expect(await findings(rule(expression))).toEqual(message === undefined ? [] : [message]);
  });

  it('are complained of within the string, escapes counted', async () => {
    const { fixture, snapshot } = await snapshotOf(`
//- /buf/validate/validate.proto
${validateProto}
//- /a.proto
syntax = "proto3";
import "buf/validate/validate.proto";
message M {
  string a = 1 [(buf.validate.field).cel = { expression: "this.matches('\\\\\\\\d(?=x)')" }];
                                                                             ^^^ "(?=" begins look-ahead, which RE2 does not have
  string b = 2 [(buf.validate.field).cel_expression = "this.matches(r'\\\\d{3,2}')"];
                                                                         ^^^^^ "{3,2}" ends before it begins
  string c = 3 [(buf.validate.field).string.pattern = "^\\\\w+$" '(a'];
                                                                ^ the parenthesis is not closed: ")" is missing
  repeated string d = 4 [(buf.validate.field).repeated.items.string = { pattern: "[z-a]" }];
                                                                                   ^^^ the range "z-a" ends before it begins
  string e = 5 [(buf.validate.field).string = { min_len: 2 max_len: 1 }];
                                                ^^^^^^^ "min_len" is more than "max_len": no value can be right
  int32 f = 6 [(buf.validate.field).int32.gt = 5, (buf.validate.field).int32.lt = 5];
                                          ^^ "gt" and "lt" are equal: no value can be right
  int32 g = 7 [(buf.validate.field).int32 = { gte: 9 lte: 5 }];
  oneof o {
    string h = 8 [(buf.validate.field).required = true];
                                       ^^^^^^^^ "required" cannot be said of a member of oneof "o"
  }
}
`);
    const uri = uriOf('a.proto');
    const lines = snapshot.source(uri)?.lines;
    const files = fixture.files.filter(({ path }) => path === 'a.proto');
    expectAnnotated({ ...fixture, files }, () =>
      diagnostics(snapshot, { uri }).map(({ range: { start, end }, message }) => ({
        start: lines?.offsetAt({ line: start.line, column: start.character }) ?? 0,
        end: lines?.offsetAt({ line: end.line, column: end.character }) ?? 0,
        message: typeof message === 'string' ? message : message.value,
      })),
    );
  });
});

describe('completion in an expression', () => {
  it('offers variables, functions and words', async () => {
    const found = await labels(rule('$0'));
    expect(found.slice(0, 2)).toEqual(['now', 'this']);
    expect(found).toEqual(
      expect.arrayContaining(['has', 'size', 'duration', 'true', 'shop.State.OPEN']),
    );
  });

  it('offers what a value has', async () => {
    expect((await labels(rule('this.$0'))).slice(0, 3)).toEqual(['name', 'count', 'size']);
    expect((await labels(rule('this.na$0me.size() > 1'))).slice(0, 3)).toEqual([
      'name',
      'count',
      'size',
    ]);
    expect((await labels(rule('this.first.part.$0'))).slice(0, 3)).toEqual(['sku', 'part', 'tags']);
    expect((await labels(rule('this.lines.all(l, l.$0)'))).slice(0, 3)).toEqual([
      'sku',
      'part',
      'tags',
    ]);
    expect((await labels(rule('this.lines[0].$0 == 1'))).slice(0, 3)).toEqual([
      'sku',
      'part',
      'tags',
    ]);
    const onString = await labels(rule('this.name.$0'));
    expect(onString).toEqual(expect.arrayContaining(['startsWith', 'isEmail', 'matches']));
    expect(onString).not.toEqual(expect.arrayContaining(['all']));
    expect(await labels(rule('this.lines.$0'))).toEqual(
      expect.arrayContaining(['all', 'exists', 'filter', 'map', 'unique']),
    );
    expect(await labels(rule('this.at.$0'))).toEqual(expect.arrayContaining(['getFullYear']));
  });

  it('offers the variables of macros', async () => {
    expect(await labels(rule('this.lines.all(line, $0)'))).toEqual(
      expect.arrayContaining(['line']),
    );
  });

  it('offers nothing within a text', async () => {
    expect(await labels(rule("this.name == 'a$0b'"))).toEqual([]);
  });

  it('writes over what is typed', async () => {
    const { snapshot, uri, position, file } = await cursorOf(ruled(rule('this.na$0 > 1')));
    const item = completion(snapshot, { uri, position }).items.find(
      ({ label }) => label === 'name',
    );
    const edit = item?.textEdit;
    expect(edit && 'range' in edit && applyEdits(file.text, [edit])).toContain('"this.name > 1"');
  });
});

describe('a name in an expression', () => {
  it('leads to its field and is explained', async () => {
    const { snapshot, uri, position } = await cursorOf(
      ruled(rule('this.na$0me != this.first.sku')),
    );
    expect(definition(snapshot, { uri, position })?.range.start.line).toBe(9);
    expect(JSON.stringify(hover(snapshot, { uri, position })?.contents)).toContain(
      'What people call it.',
    );
  });

  it('has a type, and a function a meaning', async () => {
    const variable = await cursorOf(ruled(rule('this.lines.all(l, $0l.sku == this.name)')));
    expect(JSON.stringify(hover(variable.snapshot, variable)?.contents)).toContain('l: shop.Line');
    const called = await cursorOf(ruled(rule('this.name.is$0Email()')));
    expect(JSON.stringify(hover(called.snapshot, called)?.contents)).toContain('e-mail');
  });

  it('may be that of a message', async () => {
    const place = await cursorOf(ruled(rule("shop.Li$0ne{sku: 'a'}.sku == this.name")));
    expect(definition(place.snapshot, place)?.range.start.line).toBe(23);
  });

  it('is renamed with its field', async () => {
    const { snapshot, uri, position, file } = await cursorOf(
      ruled(rule("this.name != '' && this.lines.all(l, l.sku == this.na$0me)")),
    );
    const steps = rename(snapshot, { uri, position, newName: 'title', annotates: false });
    let step = steps.next();
    while (step.done !== true) {
      step = steps.next();
    }
    const edits = step.value?.changes?.[uri] ?? [];
    expect(applyEdits(file.text, edits)).toContain(
      '"this.title != \'\' && this.lines.all(l, l.sku == this.title)"',
    );
  });

  it('is coloured, with what is around it', async () => {
    const { snapshot } = await snapshotOf(ruled(rule("this.count > 1 && this.name.matches('a')")));
    const uri = uriOf('shop.proto');
    const { data } = semanticTokens(snapshot, { uri });
    const text = snapshot.source(uri)?.text.split('\n') ?? [];
    const found: string[] = [];
    for (let at = 0, line = 0, column = 0; at < data.length; at += 5) {
      const [lines = 0, columns = 0, length = 0, type = 0] = data.slice(at, at + 4);
      column = lines === 0 ? column + columns : columns;
      line += lines;
      if (line === 7) {
        found.push(
          `${text[line]?.slice(column, column + length) ?? ''} ${semanticTokensLegend.tokenTypes[type] ?? ''}`,
        );
      }
    }
    expect(found.slice(found.indexOf('this variable'))).toEqual([
      'this variable',
      'count property',
      '> operator',
      '1 number',
      '&& operator',
      'this variable',
      'name property',
      'matches function',
      "'a' string",
    ]);
  });
});

describe('any text as an expression', () => {
  it('does no harm', async () => {
    const whole =
      "this.lines.all(l, l.sku in ['a', r'b'] ? has(l.part) : {1: 2u}[1] > -1.5) && shop.Line{sku: 'a'} != null";
    const cuts = Array.from({ length: whole.length }, (_, at) => rule(whole.slice(0, at)));
    const { snapshot } = await snapshotOf(ruled(cuts.join('\n  ')));
    const uri = uriOf('shop.proto');
    const found = diagnostics(snapshot, { uri });
    expect(found.length).toBeGreaterThan(50);
    for (let line = 7; line < 7 + cuts.length; line++) {
      completion(snapshot, { uri, position: { line, character: 60 + (line % 40) } });
    }
  });

  it('that is nested too deep is refused', async () => {
    expect(await findings(rule('('.repeat(5000)))).toEqual(['the expression is nested too deep']);
    for (const deep of ['!'.repeat(5000) + 'true', 'true' + ' && true'.repeat(5000)]) {
      expect(await findings(rule(deep))).toEqual(['the expression is nested too deep']);
    }
    expect(await findings(rule('true' + ' && true'.repeat(100)))).toEqual([]);
  });
});
