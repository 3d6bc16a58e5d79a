import { describe, expect, it } from 'vitest';
import { inlayHintKinds, lensKinds, readSettings } from '../../server/src/lsp/settings.ts';

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
