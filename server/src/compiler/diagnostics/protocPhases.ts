import { diagnosticCodes } from './catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';

/** The times that protoc goes through a file, in order. An error in one of the first ends it there. */
export const protocPhases = [
  'header',
  'parse',
  'imports',
  'build',
  'link',
  'optionImports',
  'options',
  'features',
  'customOptions',
  'proto3',
  'validate',
  'style',
  'lifetimes',
  'commandLine',
  'unused',
] as const;

export type ProtocPhase = (typeof protocPhases)[number];

/** Where protoc finds what the later phases of ours find; syntax is in `parse`, the rest in `validate`. */
const phases: Readonly<Partial<Record<ProtocPhase, readonly string[]>>> = {
  header: ['unknown-syntax', 'unknown-edition'],
  parse: [
    'enum-number',
    'group-in-editions',
    'group-name',
    'label-in-editions',
    'label-in-oneof',
    'label-on-map',
    'map-extension',
    'map-in-oneof',
    'map-entry-option',
    'missing-label',
    'needless-alias',
    'obsolete-type',
    'option-import',
    'import-order',
    'package-twice',
    'reserved-name-form',
    'reserved-name-invalid',
    'visibility-edition',
    'weak-import',
  ],
  imports: ['cyclic-import', 'import-not-found', 'imported-twice', 'package-is-definition'],
  build: [
    'already-defined',
    'default-not-allowed',
    'defined-as-package',
    'empty-enum',
    'extension-required',
    'field-number',
    'map-entry-name',
    'range-bounds',
    'range-includes-field',
    'range-order',
    'range-overlap',
    'reserved-name',
    'reserved-name-twice',
    'reserved-number',
  ],
  link: [
    'default-value',
    'duplicate-extension-number',
    'duplicate-field-number',
    'extension-number',
    'not-a-message',
    'not-a-type',
    'not-defined',
    'not-visible',
  ],
  options: diagnosticCodes.options,
  features: ['features-before-editions'],
  proto3: [
    'default-in-proto3',
    'extension-in-proto3',
    'extensions-in-proto3',
    'group-in-proto3',
    'lite-import',
    'message-set-proto3',
    'required-in-proto3',
  ],
  style: ['naming-style', 'proto-limit'],
  lifetimes: ['feature-support', 'option-deprecated', 'option-edition', 'option-target'],
  unused: ['unused-import'],
};

const syntaxCodes: ReadonlySet<string> = new Set(diagnosticCodes.syntax);
const known = new Map(
  Object.entries(phases).flatMap(([phase, codes]) => codes.map((code) => [code, phase] as const)),
);

/** The phase in which protoc reports what has the code. */
export function phaseOfCode(code: string): ProtocPhase {
  if (syntaxCodes.has(code)) {
    return 'parse';
  }
  const phase = known.get(code);
  return protocPhases.find((one) => one === phase) ?? 'validate';
}

/**
 * Whether protoc says it of the files that it is asked to compile alone: some errors, so that a file
 * that only imports such a file is accepted, and all warnings but those of its parser.
 */
export function isOfAskedFilesAlone({ code, severity, protoc }: Diagnostic): boolean {
  const phase = protoc?.phase ?? phaseOfCode(code);
  return phase === 'commandLine' || (severity === 'warning' && phase !== 'parse');
}
