import { runChecks } from './check/check.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { ImportCycle, ResolveImport } from './link/imports.ts';
import { descriptorPath, finishLinking, startLinking } from './link/link.ts';
import type { LinkedFile } from './link/model.ts';
import { resolveReferences } from './link/references.ts';
import { interpretOptions } from './options/interpret.ts';
import { resolveFeatures } from './options/resolveFeatures.ts';
import { schemaOf } from './options/schema.ts';
import { parse } from './syntax/parser.ts';
import type { SourceFile } from './syntax/sourceFile.ts';
import { wellKnownText } from './wellKnown/wellKnown.ts';

/**
 * Gives a parsed file its meaning. Needs the linked files of its imports alone; throws for no
 * input. Every finding beyond syntax is in the `diagnostics` of the result.
 */
export function link(source: SourceFile, resolveImport: ResolveImport): LinkedFile {
  const linking = startLinking(source, resolveImport);
  resolveReferences(linking);
  interpretOptions(linking, schemaOf(linking, builtInDescriptor));
  resolveFeatures(linking);
  runChecks(linking);
  return finishLinking(linking);
}

/** Files to compile, by import path, and where to find the text of any import path. */
export interface CompileInput {
  readonly files: readonly string[];
  readonly resolve: (path: string) => { readonly text: string } | undefined;
}

export interface CompileResult {
  /** The files asked for, in order; one whose text is not found is left out. */
  readonly files: readonly LinkedFile[];
  /** Every file that was read, an import before its importers. */
  readonly all: readonly LinkedFile[];
}

/** Compiles files with all that they import. Each file is parsed and linked once. */
export function compile({ files, resolve }: CompileInput): CompileResult {
  const done = new Map<string, LinkedFile | undefined>();
  const underWay: string[] = [];

  function load(path: string): LinkedFile | ImportCycle | undefined {
    const start = underWay.indexOf(path);
    if (start !== -1) {
      return { kind: 'cycle', chain: [...underWay.slice(start), path] };
    }
    if (!done.has(path)) {
      done.set(path, loadNew(path));
    }
    return done.get(path);
  }

  function loadNew(path: string): LinkedFile | undefined {
    const found = resolve(path);
    if (found === undefined) {
      return undefined;
    }
    underWay.push(path);
    const linked = link(parse(path, found.text), load);
    underWay.pop();
    return linked;
  }

  for (const path of files) {
    load(path);
  }
  const asked = files.map((path) => done.get(path)).filter((file) => file !== undefined);
  return { files: asked, all: [...done.values()].filter((file) => file !== undefined) };
}

/** The findings of a file, those of its syntax first. */
export function diagnosticsOf(file: LinkedFile): readonly Diagnostic[] {
  return [...file.source.diagnostics, ...file.diagnostics];
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
