import type {
  CodeLensSettings,
  InlayHintSettings,
  LanguageSettings,
} from '../../../protocol/language.ts';

/** The settings in force. */
export class Settings {
  #current: LanguageSettings = readSettings(undefined);

  get current(): LanguageSettings {
    return this.#current;
  }

  /** Takes up what a client sent. */
  replace(value: unknown): void {
    this.#current = readSettings(value);
  }
}

const noSettings: LanguageSettings = { importRoots: [] };

/** The kinds of hints that are wanted, where nothing is said the quiet ones. */
export function inlayHintKinds({ inlayHints }: LanguageSettings): InlayHintSettings {
  return { features: true, packages: true, ...inlayHints };
}

/** The lenses that are wanted. */
export function lensKinds({ codeLens }: LanguageSettings): Required<CodeLensSettings> {
  return { references: true, ...codeLens };
}

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
  const use = isRecord(value.lint) ? textsOf(value.lint.use) : [];
  return {
    importRoots: textsOf(value.importRoots),
    ...(use.length > 0 && { lint: { use } }),
    ...(isRecord(value.inlayHints) ? { inlayHints: switches(value.inlayHints) } : {}),
    ...(isRecord(value.codeLens) ? { codeLens: switches(value.codeLens) } : {}),
  };
}

/** Keys that no one knows do no harm. */
function switches(value: Readonly<Record<string, unknown>>): Readonly<Record<string, boolean>> {
  const entries = Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'boolean' ? [[key, one] as const] : [],
  );
  return Object.fromEntries(entries);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
