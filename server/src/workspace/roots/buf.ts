import { bufModules } from '../bufConfig.ts';
import { isMap, listAt, readYaml, textAt, type YamlMap } from '../yaml.ts';
import { claimOf, type RootClaim } from './claim.ts';

/** The modules of a `buf.yaml` or a `buf.work.yaml`. */
export function bufRoots(fileName: string, text: string): readonly RootClaim[] {
  return bufModules(fileName, text).map(({ path }) => ({
    base: 'folder',
    path,
    line: lineOfScalar(text, path),
  }));
}

/**
 * The modules that a `buf.lock` pins, where buf's cache has them: those of version 2 by their commit and
 * kind of digest, earlier ones likewise.
 */
export function bufDependencies(text: string): readonly RootClaim[] {
  const document = readYaml(text);
  const all = isMap(document) ? listAt(document, 'deps').filter(isMap) : [];
  return all.flatMap((module) => {
    const name = nameOf(module);
    const commit = textAt(module, 'commit').replaceAll('-', '');
    const kind = textAt(module, 'digest').startsWith('shake256:') ? 'shake256' : 'b5';
    if (!/^\w[\w.-]*\/\w[\w.-]*\/\w[\w.-]*$/.test(name) || !/^\w+$/.test(commit)) {
      return [];
    }
    return claimOf(`${kind}/${name}/${commit}/files`, {
      base: 'bufModules',
      line: lineOfScalar(text, textAt(module, 'commit')),
      isLibrary: true,
      fetch: 'buf dep update',
    });
  });
}

/** Version 2 has a full name, version 1 its three parts. */
function nameOf(module: YamlMap): string {
  const parts = ['remote', 'owner', 'repository'].map((key) => textAt(module, key));
  return textAt(module, 'name') || parts.join('/');
}

/** The first line that ends in a value, or holds it in a list of one line; the first one otherwise. */
function lineOfScalar(text: string, value: string): number {
  const lines = text.split('\n').map((line) => line.replace(/\s+#.*/, ''));
  const found = lines.findIndex((line) =>
    line
      .split(/[\s,[\]{}"']+/)
      .map((word) => word.replace(/^\.\/|\/$/g, ''))
      .includes(value),
  );
  return Math.max(found, 0);
}
