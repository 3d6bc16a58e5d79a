import type { LanguageSettings } from '../../../protocol/language.ts';

/** `protoAtlas.importRoots` as one folder has it, unchecked. */
export interface ImportRootsSource {
  readonly value: unknown;
  /** The folder that a root means, for the server; undefined for none. */
  readonly resolve: (text: string) => string | undefined;
}

/**
 * The settings of the language server: the import roots of all folders, absolute, each
 * once, in the order given, and what `protoAtlas.lint.use` names. What is not a path or a name is
 * left out.
 */
export function languageSettingsOf(
  sources: readonly ImportRootsSource[],
  lintUse?: unknown,
): LanguageSettings {
  const use = textsOf(lintUse);
  const roots = sources.flatMap(({ value, resolve }) =>
    textsOf(value).flatMap((text) => resolve(text) ?? []),
  );
  return { importRoots: [...new Set(roots)], ...(use.length > 0 && { lint: { use } }) };
}

/** The value of the setting with one more root, in front, since the first that has a file wins. */
export function withImportRoot(value: unknown, path: string): readonly string[] {
  return [...new Set([path, ...textsOf(value)])];
}

function textsOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.filter((item) => typeof item === 'string').filter((text) => text.trim() !== '');
}
