import { checkDefinitions, checkFile } from './check/check.ts';
import { descriptorPath } from './link/declarations.ts';
import type { ResolveImport } from './link/imports.ts';
import { FileLink, type Phases } from './link/link.ts';
import type { LinkMemory } from './link/memory.ts';
import type { LinkedFile } from './link/model.ts';
import type { NameIndex } from './link/nameIndex.ts';
import type { FileOutline } from './link/outline.ts';
import { resolveReferences } from './link/references.ts';
import { interpretOptions } from './options/interpret.ts';
import { resolveFeatures } from './options/resolveFeatures.ts';
import { schemaOf } from './options/schema.ts';
import { parse } from './syntax/parser.ts';
import type { SourceFile } from './syntax/sourceFile.ts';
import { wellKnownText } from './wellKnown/wellKnown.ts';

/** How a file is linked, where that is not as for an editor. */
export interface LinkOptions {
  /** The names of all files below, which must have been linked with it too. */
  readonly names?: NameIndex;
  /** Of the text of the file: see `FileOutline`. */
  readonly outline?: FileOutline | undefined;
  /** What stayed of linking an earlier text of the file: see `LinkedFile.memory`. */
  readonly memory?: LinkMemory | undefined;
}

/**
 * Gives a parsed file its meaning, as far as somebody asks for it: see `FileLink`. Needs the linked
 * files of its imports alone; throws for no input. Every finding beyond syntax is in the
 * `diagnostics` of the result. With `names` all is done at once, and the time does not grow with the
 * number of the files below.
 */
export function link(
  source: SourceFile,
  resolveImport: ResolveImport,
  { names, outline, memory }: LinkOptions = {},
): LinkedFile {
  const linked = new FileLink({ source, resolveImport, phases, names, outline, memory });
  if (names !== undefined) {
    linked.finish();
  }
  return linked;
}

const phases: Phases = {
  settle: [
    resolveReferences,
    (linking) => interpretOptions(linking, schemaOf(linking, builtInDescriptor)),
    resolveFeatures,
  ],
  check: checkDefinitions,
  checkFile,
};

let builtIn: LinkedFile | undefined;

/** The descriptor.proto that comes with the compiler, linked when it is first asked for. */
function builtInDescriptor(): LinkedFile | undefined {
  const text = wellKnownText(descriptorPath);
  if (builtIn === undefined && text !== undefined) {
    builtIn = link(parse(descriptorPath, text), () => undefined);
  }
  return builtIn;
}
