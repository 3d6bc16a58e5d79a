/** The files of the corpus and of `broken/`, and what the compiler makes of each as a text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  compile,
  type Diagnostic,
  diagnosticsOf,
  type LinkedFile,
  type ProtoSymbol,
  sourcesFromDescriptorSet,
  wellKnownText,
  writeFileDescriptorSet,
} from '../../../server/src/compiler/index.ts';

/** Where sound files are, which protoc accepts, and broken ones, which it rejects. */
export const goldenFolders = {
  sound: resolve(import.meta.dirname, '../corpus'),
  broken: resolve(import.meta.dirname, '../broken'),
} as const;

/** Names of the `.proto` files of a folder, those within its folders left out. */
export function protoNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.proto'))
    .sort();
}

export function compileFile(folder: string, name: string): LinkedFile {
  const resolveImport = (path: string): { text: string } | undefined => {
    const text = protoNames(folder).includes(path)
      ? readFileSync(join(folder, path), 'utf8')
      : wellKnownText(path);
    return text === undefined ? undefined : { text };
  };
  const [file] = compile({ files: [name], resolve: resolveImport }).files;
  if (file === undefined) {
    throw new Error(`${name} is not in ${folder}`);
  }
  return file;
}

export function errorsOf(file: LinkedFile): Diagnostic[] {
  return diagnosticsOf(file).filter(({ severity }) => severity === 'error');
}

/**
 * Findings, and then the descriptor as a `.proto` file, or the symbols that were understood where
 * errors leave no descriptor.
 */
export function goldenText(file: LinkedFile): string {
  const findings = diagnosticsOf(file).map((found) => findingText(file, found));
  const isSound = errorsOf(file).length === 0;
  return [
    `# findings: ${findings.length}`,
    ...findings,
    '',
    ...(isSound ? ['# descriptor', descriptorText(file)] : ['# symbols', ...symbolLines(file)]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function findingText(file: LinkedFile, found: Diagnostic): string {
  const related = found.related.map((one) => `\n    see ${one.path}: ${one.message}`);
  const fixes = found.fixes.map(({ title }) => `\n    fix: ${title}`);
  const { severity, code, message } = found;
  return `${place(file, found)} ${severity} ${code}: ${message}${[...related, ...fixes].join('')}`;
}

function place({ source }: LinkedFile, { start, end }: Diagnostic): string {
  const from = source.lines.positionAt(start);
  const to = source.lines.positionAt(end);
  return `${from.line + 1}:${from.column + 1}-${to.line + 1}:${to.column + 1}`;
}

function descriptorText(file: LinkedFile): string {
  const set = writeFileDescriptorSet([file], { includeImports: true, retainOptions: true });
  return sourcesFromDescriptorSet(set)?.get(file.source.path) ?? '';
}

function symbolLines({ topLevel }: LinkedFile): string[] {
  return topLevel.flatMap((symbol) => symbolTree(symbol, ''));
}

function symbolTree(symbol: ProtoSymbol, margin: string): string[] {
  return [
    `${margin}${symbol.kind} ${symbol.name}${fieldText(symbol)}`,
    ...symbol.children.flatMap((child) => symbolTree(child, `${margin}  `)),
  ];
}

function fieldText({ field }: ProtoSymbol): string {
  if (field === undefined) {
    return '';
  }
  const { type, label, number } = field;
  const name =
    type.kind === 'scalar'
      ? type.scalar
      : type.kind === 'map' || type.kind === 'unresolved'
        ? type.kind
        : type.symbol.fullName;
  return ` = ${number ?? '?'}: ${label} ${name}`;
}
