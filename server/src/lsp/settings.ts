import { bufStyle, type FormatStyle } from '../features/index.ts';
import type {
  BreakingSettings,
  CodeLensSettings,
  FormatSettings,
  InlayHintSettings,
  LanguageSettings,
} from '../../../protocol/language.ts';
import { readJsonSettings } from './jsonSchemas.ts';

/** The settings in force. */
export class Settings {
  #current: LanguageSettings = readSettings(undefined);
  #sessionRoots: readonly string[] = [];

  get current(): LanguageSettings {
    return this.#current;
  }

  /** Canonical URIs of import roots that last as long as the server. */
  get sessionRoots(): readonly string[] {
    return this.#sessionRoots;
  }

  addSessionRoot(folder: string): void {
    this.#sessionRoots = [...new Set([...this.#sessionRoots, folder])];
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
export function lensKinds({ codeLens }: LanguageSettings): CodeLensSettings {
  return { references: true, ...codeLens };
}

/** How files are formatted. */
export function formatStyle({ format }: LanguageSettings): FormatStyle {
  return { ...bufStyle, ...format };
}

/** What counts as breaking where no `buf.yaml` says it. */
export function breakingUse({ breaking }: LanguageSettings): readonly string[] {
  return breaking?.use ?? ['WIRE_JSON'];
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
    ...(typeof value.cacheFolder === 'string' && { cacheFolder: value.cacheFolder }),
    ...diagnosticsOf(value.diagnostics),
    ...(isRecord(value.breaking) && { breaking: breakingOf(value.breaking) }),
    ...(isRecord(value.format) ? { format: formatOf(value.format) } : {}),
    ...(isRecord(value.inlayHints) ? { inlayHints: switches(value.inlayHints) } : {}),
    ...(isRecord(value.codeLens) ? { codeLens: switches(value.codeLens) } : {}),
    ...(isRecord(value.json) ? { json: readJsonSettings(value.json) } : {}),
  };
}

function formatOf({ indent, alignNumbers, blankLines, lineLength }: JsonRecord): FormatSettings {
  return {
    ...(indent === 'tab' || isWithin(indent, 1, 16) ? { indent } : {}),
    ...(typeof alignNumbers === 'boolean' ? { alignNumbers } : {}),
    ...(blankLines === 'keep' || blankLines === 'aroundBlocks' ? { blankLines } : {}),
    ...(isWithin(lineLength, 0, 10_000) ? { lineLength } : {}),
  };
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function diagnosticsOf(value: unknown): Pick<LanguageSettings, 'diagnostics'> {
  const scope = isRecord(value) ? value.scope : undefined;
  return scope === 'workspace' || scope === 'openFiles' ? { diagnostics: { scope } } : {};
}

function breakingOf({ against, use }: Readonly<Record<string, unknown>>): BreakingSettings {
  return {
    ...(typeof against === 'string' && { against }),
    ...(Array.isArray(use) && { use: textsOf(use) }),
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

type JsonRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
