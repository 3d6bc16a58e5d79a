/** In which order roots are tried for the imports of a folder's files. */
import { parentUri } from '../uri.ts';
import {
  holds,
  type ImportRoot,
  isCertain,
  isDeclaredAround,
  isOfBuild,
  longestFirst,
} from './importRoot.ts';

/** All roots, as `ImportRoots.search` has them. */
export function rootOrder(all: readonly ImportRoot[], folder: string): readonly ImportRoot[] {
  const isNear = (root: ImportRoot): boolean => holds(root, folder);
  const certain = all.filter(isCertain);
  const near = nearBuilds(all.filter(isOfBuild), folder);
  const tried = new Set(near);
  const far = all.filter((root) => isOfBuild(root) && !tried.has(root));
  const rest = all.filter((root) => !isCertain(root) && !isOfBuild(root));
  return [
    ...longestFirst(certain.filter(isNear)),
    ...certain.filter((root) => !isNear(root)),
    ...near,
    ...longestFirst(rest.filter(isNear)),
    ...ownFirst(far),
    ...rest.filter((root) => !isNear(root)),
  ];
}

/**
 * The roots of builds that hold a folder, the innermost first, then those that are declared around it.
 * Those of one `protoc` command stay together in their order, as `protoc` takes them.
 */
export function nearBuilds(built: readonly ImportRoot[], folder: string): readonly ImportRoot[] {
  const near = longestFirst(built.filter((root) => holds(root, folder)));
  const tried = new Set(near.flatMap((root) => commandOf(root, built)));
  const around = built.filter((root) => !tried.has(root) && isDeclaredAround(root, folder));
  return [...tried, ...innermostFirst(around)];
}

/** The roots that are given to `protoc` together with one. */
function commandOf(root: ImportRoot, built: readonly ImportRoot[]): readonly ImportRoot[] {
  return root.origin !== 'protoc'
    ? [root]
    : built.filter(
        ({ place }) => place?.uri === root.place?.uri && place?.line === root.place?.line,
      );
}

/** By the folder of the file that declares them. */
function innermostFirst(roots: readonly ImportRoot[]): readonly ImportRoot[] {
  const depth = ({ place }: ImportRoot): number => parentUri(place?.uri ?? '').length;
  return ownFirst(roots.toSorted((a, b) => depth(b) - depth(a)));
}

function ownFirst(roots: readonly ImportRoot[]): readonly ImportRoot[] {
  return roots.toSorted((a, b) => Number(a.isLibrary ?? false) - Number(b.isLibrary ?? false));
}
