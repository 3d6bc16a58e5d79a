import { describe, expect, it } from 'vitest';
import {
  formatStyle,
  inlayHintKinds,
  lensKinds,
  readSettings,
} from '../../server/src/lsp/settings.ts';

describe('settings of what is shown', () => {
  it('are quiet by default', () => {
    const settings = readSettings(undefined);
    expect(inlayHintKinds(settings)).toEqual({ features: true, packages: true });
    expect(lensKinds(settings)).toEqual({ references: true });
  });

  it('change kind by kind, and pass over what is malformed', () => {
    const settings = readSettings({
      protoAtlas: {
        inlayHints: { fieldTags: true, features: false, packed: 'yes' },
        codeLens: { references: false },
      },
    });
    expect(inlayHintKinds(settings)).toEqual({ features: false, packages: true, fieldTags: true });
    expect(lensKinds(settings)).toEqual({ references: false });
    expect(readSettings({ inlayHints: [], codeLens: 1 })).toEqual({ importRoots: [] });
  });
});

describe('settings of formatting', () => {
  const buf = { indent: 2, alignNumbers: false, blankLines: 'keep', lineLength: 0 };

  it('are those of buf by default', () => {
    expect(formatStyle(readSettings(undefined))).toEqual(buf);
  });

  it('change one by one, and pass over what is malformed', () => {
    const styleOf = (format: unknown) => formatStyle(readSettings({ protoAtlas: { format } }));
    expect(styleOf({ indent: 'tab', lineLength: 100 })).toEqual({
      ...buf,
      indent: 'tab',
      lineLength: 100,
    });
    const wrong = { indent: 0, alignNumbers: 1, blankLines: 'none', lineLength: -1 };
    expect(styleOf(wrong)).toEqual(buf);
    expect(styleOf({ indent: 2.5, lineLength: '80' })).toEqual(buf);
    expect(styleOf([])).toEqual(buf);
  });
});
