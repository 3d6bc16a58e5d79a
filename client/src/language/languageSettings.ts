import type { LanguageSettings } from '../../../protocol/language.ts';
import { type PathBase, resolvePath } from '../paths.ts';

/** `protoAtlas.importRoots` as one folder has it, unchecked. */
export interface ImportRootsSource {
  readonly value: unknown;
  readonly base: PathBase;
}

/**
 * The settings of the language server: the import roots of all folders as absolute paths, each
 * once, in the order given, and what `protoAtlas.lint.use` names. What is not a path or a name is
 * left out.
 */
export function languageSettingsOf(
  sources: readonly ImportRootsSource[],
  lintUse?: unknown,
): LanguageSettings {
  const use = textsOf(lintUse);
  const roots = sources.flatMap(({ value, base }) =>
    textsOf(value).flatMap((text) => resolvePath(text, base) ?? []),
  );
  return { importRoots: [...new Set(roots)], ...(use.length > 0 && { lint: { use } }) };
}

function textsOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.filter((item) => typeof item === 'string').filter((text) => text.trim() !== '');
}
