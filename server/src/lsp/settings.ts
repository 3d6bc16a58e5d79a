import type { LanguageSettings } from '../../../protocol/language.ts';

const noSettings: LanguageSettings = { importRoots: [] };

/**
 * Settings as a client sends them: the object itself, or under the key `protoAtlas`. What is
 * malformed counts as absent.
 */
export function readSettings(value: unknown): LanguageSettings {
  if (!isRecord(value)) {
    return noSettings;
  }
  if (isRecord(value.protoAtlas)) {
    return readSettings(value.protoAtlas);
  }
  const roots: unknown = value.importRoots;
  return {
    importRoots: Array.isArray(roots) ? roots.filter((root) => typeof root === 'string') : [],
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
