import { blankComments, groovy } from './calls.ts';
import { claimOf, lineAt, type RootClaim } from './claim.ts';

/**
 * A Gradle project: `src/SET/proto` for every source set, the folders that its `proto` blocks add, and
 * the files of its dependencies that a build has unpacked. Groovy or Kotlin.
 */
export function gradleProject(text: string): readonly RootClaim[] {
  const plain = blankComments(text, groovy);
  const plugin = plain.search(/com\.google\.protobuf/);
  const line = plugin === -1 ? 0 : lineAt(plain, plugin);
  const unpacked = ['extracted-include-protos', 'extracted-protos'];
  return [
    ...addedFolders(plain),
    { base: 'folder', path: 'src/*/proto', line },
    ...unpacked.map((path): RootClaim => ({
      base: 'folder',
      path: `build/${path}/*`,
      line,
      isLibrary: true,
      fetch: 'gradle generateProto',
    })),
  ];
}

/** What stands in the parentheses behind it, or else up to the end of the statement. */
const addedFolder = /\b(?:srcDirs?|setSrcDirs)\b["']?\s*(?:\(([^)\n]*)\)|([^;\n]*))/g;

/** More blocks, and longer ones, are not written by people. */
const maximumBlocks = 50;
const maximumLength = 5_000;

/** Strings behind `srcDir` and `srcDirs` within a block called `proto`. */
function addedFolders(text: string): readonly RootClaim[] {
  const blocks = [...text.matchAll(/\bproto\s*\{|\bproto["')]+\s*\{/g)];
  return blocks.slice(0, maximumBlocks).flatMap((block) => {
    const start = block.index + block[0].length;
    const body = text.slice(start, blockEnd(text, start));
    return [...body.matchAll(addedFolder)].flatMap((added) =>
      [...(added[1] ?? added[2] ?? '').matchAll(/["']([^"'\n]+)["']/g)].flatMap((string) =>
        claimOf(expand(string[1] ?? ''), {
          base: 'folder',
          line: lineAt(text, start + added.index),
        }),
      ),
    );
  });
}

function blockEnd(text: string, start: number): number {
  let depth = 1;
  const limit = Math.min(text.length, start + maximumLength);
  for (let at = start; at < limit; at++) {
    depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    if (depth === 0) {
      return at;
    }
  }
  return limit;
}

function expand(path: string): string {
  return path.replace(/\$\{?(?:project\.)?projectDir\}?/g, '.');
}
