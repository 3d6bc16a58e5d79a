import { cleanPath, lineAt, type RootClaim } from './claim.ts';
import { protocCommands } from './protocCommand.ts';

/** Where packages keep what imports are relative to. */
const foldersOfPackages = ['', 'proto', 'protos', 'build/protos', 'build/proto', 'src'];

const kindsOfDependencies = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
];

/**
 * A package of npm: the `protoc` commands of its scripts, and the packages that it depends on, as they
 * are installed here or above.
 */
export function nodePackage(text: string): readonly RootClaim[] {
  const manifest = readJson(text);
  const scripts = Object.values(recordAt(manifest, 'scripts'))
    .filter((script) => typeof script === 'string')
    .flatMap((script) => {
      const line = lineAt(text, Math.max(text.indexOf(JSON.stringify(script)), 0));
      return protocCommands(script).map((claim) => ({ ...claim, line }));
    });
  const packages = kindsOfDependencies.flatMap((kind) => Object.keys(recordAt(manifest, kind)));
  return [
    ...scripts,
    ...installed('node_modules', 0),
    ...packages.flatMap((name) => ofPackage(name, text)),
  ];
}

function ofPackage(name: string, text: string): readonly RootClaim[] {
  const line = lineAt(text, Math.max(text.indexOf(`${JSON.stringify(name)}:`), 0));
  return foldersOfPackages.flatMap((folder) => installed(`node_modules/${name}/${folder}`, line));
}

function installed(path: string, line: number): readonly RootClaim[] {
  const clean = cleanPath(path);
  return clean?.startsWith('node_modules') !== true
    ? []
    : [{ base: 'folderOrAbove', path: clean, line, isLibrary: true, fetch: 'npm install' }];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A manifest that is being edited says nothing.
    return undefined;
  }
}

function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const found = isRecord(value) ? value[key] : undefined;
  return isRecord(found) ? found : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
