import { defaultFeatures } from '../options/features.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { collectDefinitions } from './collect.ts';
import type { DefinedSymbol } from './definedSymbol.ts';
import { dialectOf, importsOf, packageOf } from './fileFacts.ts';
import type { Syntax } from './model.ts';

/**
 * What other files need to know of a file before they look into it. Linking with it reads the tree of
 * an imported file only when a name is looked up that the file has.
 */
export interface FileOutline {
  readonly packageName: string;
  readonly syntax: Syntax;
  /** See `LinkedFile.edition`. */
  readonly edition: number;
  /** The imports that name a file, in order of the text. */
  readonly imports: readonly { readonly path: string; readonly isPublic: boolean }[];
  /** The last parts of the names that are its own below its package. */
  readonly names: ReadonlySet<string>;
  /** False where the text is damaged or defines a name twice: only the tree tells what a name is. */
  readonly isSound: boolean;
  /** Each message and enum by full name; none of a file that is not sound. */
  readonly types: ReadonlyMap<string, TypeOutline>;
  /** Whether the text has the word `features`, so that an option may change some. */
  readonly setsFeatures: boolean;
  /** The same of the word `optimize_for`. */
  readonly setsRuntime: boolean;
}

export interface TypeOutline {
  readonly kind: 'message' | 'enum';
  /** See `ProtoSymbol`. */
  readonly isDeprecated: boolean;
}

/** Reads the outline off the tree. */
export function outlineOf(source: SourceFile): FileOutline {
  const { tree, text } = source;
  const packageName = packageOf(tree);
  const features = defaultFeatures(999);
  const home = { setsFeatures: false, settle: () => undefined };
  const { all } = collectDefinitions({ source, packageName, features, home });
  const isSound = source.diagnostics.length === 0 && !hasRepeats(all);
  const own = all.filter(({ scope }) => scope === packageName);
  return {
    packageName,
    ...dialectOf(tree),
    imports: importsOf(tree),
    names: new Set(own.map(({ name }) => name)),
    isSound,
    types: new Map(isSound ? outlinedTypes(all) : []),
    setsFeatures: text.includes('features'),
    setsRuntime: text.includes('optimize_for'),
  };
}

function hasRepeats(all: readonly DefinedSymbol[]): boolean {
  return new Set(all.map(({ fullName }) => fullName)).size < all.length;
}

/** What `FileOutline.types` has of some definitions. */
export function* outlinedTypes(
  all: Iterable<Pick<DefinedSymbol, 'kind' | 'fullName' | 'isDeprecated'>>,
): Generator<[fullName: string, type: TypeOutline]> {
  for (const { kind, fullName, isDeprecated } of all) {
    if (kind === 'message' || kind === 'enum') {
      yield [fullName, { kind, isDeprecated }];
    }
  }
}
