import { claimOf, lineAt, type RootClaim } from './claim.ts';

/** More are not written by people. */
const maximumElements = 200;

/** Elements that name a folder of sources, for the plugins that are in use. */
const sourceElements =
  /<(protoSourceRoot|protoTestSourceRoot|additionalProtoPathElement|sourceDirectory|importPath)>([^<]+)</g;

/**
 * A Maven project: `src/main/proto` and `src/test/proto`, where its plugins look by default, what it
 * configures instead, and the files of its dependencies that a build has unpacked.
 */
export function mavenProject(text: string): readonly RootClaim[] {
  const plain = text.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '));
  const plugin = plain.indexOf('protobuf-maven-plugin');
  const line = plugin === -1 ? 0 : lineAt(plain, plugin);
  const configured = [...plain.matchAll(sourceElements)]
    .slice(0, maximumElements)
    .flatMap((match) => {
      const path = match[2] ?? '';
      return /proto/i.test(path) || /proto/i.test(match[1] ?? '')
        ? claimOf(expand(path.trim(), plain), { base: 'folder', line: lineAt(plain, match.index) })
        : [];
    });
  const byDefault = ['main/proto', 'test/proto', 'main/protobuf', 'test/protobuf'];
  return [
    ...configured,
    ...byDefault.map((path): RootClaim => ({ base: 'folder', path: `src/${path}`, line })),
    unpacked('target/protoc-dependencies/*', line),
  ];
}

function unpacked(path: string, line: number): RootClaim {
  return { base: 'folder', path, line, isLibrary: true, fetch: 'mvn generate-sources' };
}

/** Fills in the project's folders and the properties of the same file. */
function expand(path: string, text: string): string {
  return path
    .replace(/\$\{(?:project\.)?basedir\}/g, '.')
    .replace(/\$\{project\.build\.directory\}/g, './target')
    .replace(/\$\{([\w.-]+)\}/g, (whole, name: string) => {
      const value = new RegExp(`<${name.replaceAll('.', '\\.')}>([^<$]*)<`).exec(text)?.[1];
      return value?.trim() ?? whole;
    });
}
