import { blankComments, type CallArgument, findCalls, rust, stringsIn } from './calls.ts';
import { claimOf, folderOf, type RootClaim } from './claim.ts';

const compilers = ['compile_protos', 'compile_protos_with_config', 'compile', 'compile_fds'];
const includers = ['includes', 'include', 'proto_path'];

/**
 * A Cargo build script: the folders that tonic, prost and their like are given as includes, the second
 * argument of `compile_protos`; with one file alone, its folder.
 */
export function cargoBuild(text: string): readonly RootClaim[] {
  if (!/proto/i.test(text)) {
    return [];
  }
  const plain = blankComments(text, rust);
  return findCalls(text, [...compilers, ...includers], rust).flatMap(
    ({ name, line, arguments: all }) =>
      pathsOf(name, all, plain).flatMap((path) => claimOf(path, { base: 'folder', line })),
  );
}

function pathsOf(
  name: string,
  [first, second]: readonly (CallArgument | undefined)[],
  text: string,
): readonly string[] {
  if (includers.includes(name)) {
    return first === undefined ? [] : foldersIn(first, text);
  }
  return second === undefined
    ? (first?.strings ?? []).filter((path) => path.endsWith('.proto')).map(folderOf)
    : foldersIn(second, text);
}

/** The strings of an argument, or of the variable that it is. */
function foldersIn({ strings, text: argument }: CallArgument, text: string): readonly string[] {
  const variable = /^[\s&[]*(\w+)[\s\]]*$/.exec(argument)?.[1];
  const all = strings.length > 0 || variable === undefined ? strings : assigned(variable, text);
  // Of `concat!(env!("CARGO_MANIFEST_DIR"), "/proto")` the part behind the package's folder.
  return all.includes('CARGO_MANIFEST_DIR') ? all.slice(1).map((path) => `./${path}`) : all;
}

function assigned(variable: string, text: string): readonly string[] {
  const pattern = new RegExp(
    `\\b(?:let|const|static)\\s+(?:mut\\s+)?${variable}\\b[^=;]*=([^;]*);`,
  );
  return stringsIn(pattern.exec(text)?.[1] ?? '', rust);
}
