import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../protocol/connections.ts';
import { stateText } from '../../webview/src/state/connections.ts';
import { readableDetail } from '../../webview/src/text/errorDetail.ts';
import {
  formatJson,
  jsonProblem,
  jsonTokens,
  offsetOf,
  positionInMessage,
} from '../../webview/src/text/json.ts';
import {
  clockTime,
  duration,
  readDeadline,
  span,
  writeDeadline,
} from '../../webview/src/text/time.ts';

describe('JSON in colours', () => {
  it.each([
    '{"a": [1, -2.5e3, true, null, "x\\"y"]}',
    '{"a',
    '\\ \u0000 "unended\n}',
    '',
    '1abc tru',
  ])('gives every character of %j back', (text) => {
    expect(
      jsonTokens(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text);
  });

  it('tells keys from strings', () => {
    const kinds = jsonTokens('{"a" : "b"}').map(({ kind, text }) => `${kind} ${text}`);
    expect(kinds).toContain('key "a"');
    expect(kinds).toContain('string "b"');
  });
});

describe('a body that is not JSON', () => {
  it.each([
    ['{\n  "a": 1,\n  oops\n}', 3, 3],
    ['{"a": 1', 1, 8],
    ['', 1, 1],
  ])('%j is wrong at line %i, column %i', (text, line, column) => {
    expect(jsonProblem(text)).toMatchObject({ line, column });
  });

  it('is not formatted; what is JSON keeps its numbers as written', () => {
    expect(formatJson('{"a":')).toBe('{"a":');
    expect(formatJson('{"a":12345678901234567890,"b":[],"c":[1,{}]}')).toBe(
      '{\n  "a": 12345678901234567890,\n  "b": [],\n  "c": [\n    1,\n    {}\n  ]\n}',
    );
  });

  it('may be several values where a method takes several', () => {
    const body = '{"a":1}\n{"b":[]}';
    expect(jsonProblem(body)).toBeDefined();
    expect(jsonProblem(body, 'many')).toBeUndefined();
    expect(formatJson(body, 'many')).toBe('{\n  "a": 1\n}\n{\n  "b": []\n}');
    expect(jsonProblem('{"a":1}\n{"b":}', 'many')).toMatchObject({ line: 2, column: 6 });
    expect(jsonProblem('', 'many')).toBeDefined();
  });

  it('is found at the position that a message names', () => {
    expect(positionInMessage('the body is not valid: line 3, column 5: expected ","')).toEqual({
      line: 3,
      column: 5,
    });
    expect(positionInMessage('no server')).toBeUndefined();
    expect(offsetOf('ab\ncd', 2, 2)).toBe(4);
    expect(offsetOf('ab', 99, 99)).toBe(2);
  });
});

describe('an error detail', () => {
  it('of invalid fields is a table of the columns in use', () => {
    const json = '{"fieldViolations":[{"field":"id","description":"unknown"}, 7]}';
    expect(readableDetail({ type: 'google.rpc.BadRequest', json, decoded: true })).toEqual({
      kind: 'table',
      title: 'Invalid fields',
      columns: ['Field', 'Problem'],
      rows: [['id', 'unknown']],
    });
  });

  it('of plain fields is a list with nested entries written out', () => {
    const json = '{"reason":"R","metadata":{"k":"v"},"n":3}';
    expect(readableDetail({ type: 'google.rpc.ErrorInfo', json, decoded: true })).toMatchObject({
      kind: 'fields',
      fields: [
        ['reason', 'R'],
        ['metadata.k', 'v'],
        ['n', '3'],
      ],
    });
  });

  it.each([
    ['google.rpc.BadRequest', '{"fieldViolations":3}', true],
    ['google.rpc.BadRequest', 'broken {', true],
    ['google.rpc.BadRequest', 'AAEC', false],
    ['constructor', '{}', true],
    ['shop.Conflict', '{"a":1}', true],
  ])('%s with %s is shown as it is', (type, json, decoded) => {
    expect(readableDetail({ type, json, decoded }).kind).toBe('json');
  });
});

describe('times', () => {
  it.each([
    ['', { kind: 'none' }],
    [' 5s ', { kind: 'limit', milliseconds: 5000 }],
    ['250', { kind: 'limit', milliseconds: 250 }],
    ['1.5 m', { kind: 'limit', milliseconds: 90_000 }],
    ['0', { kind: 'malformed' }],
    ['-1s', { kind: 'malformed' }],
    ['5 parsecs', { kind: 'malformed' }],
    ['99999999m', { kind: 'malformed' }],
  ])('read the deadline %j', (typed, expected) => {
    expect(readDeadline(typed)).toEqual(expected);
  });

  it('write a deadline as it is read', () => {
    expect([undefined, 5000, 250].map(writeDeadline)).toEqual(['', '5s', '250ms']);
  });

  it('are short', () => {
    expect([-5, 12_000, 240_000, 7_500_000, 3e8].map(span)).toEqual([
      '0 s',
      '12 s',
      '4 min',
      '2 h 5 min',
      '3 d',
    ]);
    expect([0.84, 12.3, 1240].map(duration)).toEqual(['0.8 ms', '12 ms', '1.24 s']);
  });
});

describe('a connection', () => {
  const at = (state: ConnectionState) =>
    stateText({ id: 'c', name: 'dev', kind: 'etcd', endpoint: 'h:1', state }, 100_000);

  it('that is stale says since when and why', () => {
    expect(at({ phase: 'stale', since: 88_000, reason: 'refused' })).toMatchObject({
      short: `stale since ${clockTime(88_000)} (12 s ago)`,
      reason: 'refused',
    });
  });

  it('that failed says what to do', () => {
    expect(at({ phase: 'failed', since: 0, reason: 'refused' }).advice).toContain(
      'etcd answers at h:1',
    );
  });
});
