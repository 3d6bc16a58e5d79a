import { runChecks } from './check/check.ts';
import type { ResolveImport } from './link/imports.ts';
import { descriptorPath, finishLinking, startLinking } from './link/link.ts';
import type { LinkedFile } from './link/model.ts';
import type { NameIndex } from './link/nameIndex.ts';
import { resolveReferences } from './link/references.ts';
import { interpretOptions } from './options/interpret.ts';
import { resolveFeatures } from './options/resolveFeatures.ts';
import { schemaOf } from './options/schema.ts';
import { parse } from './syntax/parser.ts';
import type { SourceFile } from './syntax/sourceFile.ts';
import { wellKnownText } from './wellKnown/wellKnown.ts';

/**
 * Gives a parsed file its meaning. Needs the linked files of its imports alone; throws for no
 * input. Every finding beyond syntax is in the `diagnostics` of the result. With `names`, which all
 * files below must have been linked with, the time does not grow with the number of those.
 */
export function link(
  source: SourceFile,
  resolveImport: ResolveImport,
  names?: NameIndex,
): LinkedFile {
  const linking = startLinking(source, resolveImport, names);
  resolveReferences(linking);
  interpretOptions(linking, schemaOf(linking, builtInDescriptor));
  resolveFeatures(linking);
  runChecks(linking);
  return finishLinking(linking);
}

let builtIn: LinkedFile | undefined;

/** The descriptor.proto that comes with the compiler, linked when it is first asked for. */
function builtInDescriptor(): LinkedFile | undefined {
  const text = wellKnownText(descriptorPath);
  if (builtIn === undefined && text !== undefined) {
    builtIn = link(parse(descriptorPath, text), () => undefined);
  }
  return builtIn;
}
