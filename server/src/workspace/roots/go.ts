import { claimOf, type RootClaim } from './claim.ts';

/**
 * A Go module: its own files by the module's path, its `vendor` folder, and the modules that it
 * requires, in the cache or where `replace` has them. Each holds for imports that begin with the
 * module's path.
 */
export function goModule(text: string): readonly RootClaim[] {
  const directives = readDirectives(text);
  const replaced = new Map(
    directives
      .filter(({ verb }) => verb === 'replace')
      .map(({ words: [name = ''], replacement, line }) => [name, { replacement, line }] as const),
  );
  return directives.flatMap(({ verb, words: [name = '', version = ''], line }): RootClaim[] => {
    const replacement = replaced.get(name);
    if (verb === 'module') {
      return [
        { base: 'folder', path: '.', prefix: name, line },
        { base: 'folder', path: 'vendor', line, isLibrary: true },
      ];
    }
    if (verb !== 'require') {
      return [];
    }
    return replacement === undefined
      ? inCache(name, { name, version, line })
      : replacementOf(name, replacement);
  });
}

interface Directive {
  readonly verb: string;
  readonly words: readonly string[];
  /** What stands behind `=>`. */
  readonly replacement: readonly string[];
  readonly line: number;
}

function readDirectives(text: string): readonly Directive[] {
  let block = '';
  return text.split('\n').flatMap((whole, line): Directive[] => {
    const words = whole
      .replace(/\/\/.*/, '')
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => word.replace(/^["`]|["`]$/g, ''));
    if (words.includes(')')) {
      block = '';
      return [];
    }
    if (words[1] === '(') {
      block = words[0] ?? '';
      return [];
    }
    const [verb = '', ...rest] = block === '' ? words : [block, ...words];
    const arrow = rest.indexOf('=>');
    const [before, after] =
      arrow === -1 ? [rest, []] : [rest.slice(0, arrow), rest.slice(arrow + 1)];
    return before.length === 0 ? [] : [{ verb, words: before, replacement: after, line }];
  });
}

function replacementOf(
  prefix: string,
  { replacement: [path = '', version], line }: { replacement: readonly string[]; line: number },
): RootClaim[] {
  return version === undefined
    ? [...claimOf(path, { base: 'folder', prefix, line })]
    : inCache(prefix, { name: path, version, line });
}

/** Where the cache keeps a module: capital letters are written `!` and the small one. */
function inCache(
  prefix: string,
  { name, version, line }: { name: string; version: string; line: number },
): RootClaim[] {
  const escaped = `${name}@${version}`.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  const claim = { base: 'goModules', prefix, line, isLibrary: true } as const;
  return [...claimOf(escaped, { ...claim, fetch: 'go mod download' })];
}
