import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readBreakingSettings } from '../../client/src/language/breakingSettings.ts';

const editor = vi.hoisted(() => ({ isTrusted: true, values: new Map<string, unknown>() }));

vi.mock('vscode', () => ({
  workspace: {
    get isTrusted() {
      return editor.isTrusted;
    },
    getConfiguration: () => ({
      get: (key: string, standard: unknown) => editor.values.get(key) ?? standard,
    }),
  },
}));

beforeEach(() => {
  editor.isTrusted = true;
  editor.values.clear();
});

describe('what the language server is told to compare files with', () => {
  it('is where the branch has begun, by the rules of the wire and JSON', () => {
    expect(readBreakingSettings()).toEqual({ against: '', use: ['WIRE_JSON'] });
  });

  it('is what the settings say', () => {
    editor.values.set('breaking.against', 'v1').set('breaking.use', []);
    expect(readBreakingSettings()).toEqual({ against: 'v1', use: [] });
  });

  it('is nothing before the workspace is trusted', () => {
    editor.isTrusted = false;
    editor.values.set('breaking.against', 'v1');
    expect(readBreakingSettings()).toEqual({ against: 'off' });
  });
});
