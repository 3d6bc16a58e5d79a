import { describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/lsp/settings.ts';

describe('the lint settings', () => {
  it.each([
    [{ lint: { use: ['BASIC', 1, null, 'COMMENT_ENUM'] } }, { use: ['BASIC', 'COMMENT_ENUM'] }],
    [{ protoAtlas: { lint: { use: ['BASIC'] } } }, { use: ['BASIC'] }],
    [{ lint: { use: [] } }, undefined],
    [{ lint: { use: 'BASIC' } }, undefined],
    [{ lint: ['BASIC'] }, undefined],
    [{}, undefined],
  ])('of %j are %j', (value, lint) => {
    expect(readSettings(value).lint).toEqual(lint);
  });
});
