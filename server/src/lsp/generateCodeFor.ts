import { pathToFileURL } from 'node:url';
import { URI } from 'vscode-uri';
import type { GenerateCodeParams, GenerateCodeResult } from '../../../protocol/language.ts';
import { CodegenError, generateCode, shippedGenerator } from '../codegen/index.ts';
import { descriptorSet, RequestError } from '../features/index.ts';
import { CancelledError } from '../workspace/index.ts';
import type { GeneratorParts } from './host.ts';
import { canonicalUri } from './uris.ts';

/** Compiles documents, runs a generator over them and writes its files. */
export async function generateCodeFor(
  { workspace, programFolder, logger }: GeneratorParts & { readonly programFolder: string },
  params: GenerateCodeParams,
  signal: AbortSignal,
): Promise<GenerateCodeResult> {
  const outputFolder = URI.parse(params.outputFolder);
  if (outputFolder.scheme !== 'file') {
    throw new RequestError(
      `Code cannot be written to ${params.outputFolder}: choose a folder of the disk.`,
    );
  }
  const uris = params.uris.map(canonicalUri);
  for (const uri of uris) {
    await workspace.load(uri, signal);
  }
  const { bytes, asked } = descriptorSet(workspace.snapshot(), { uris, includeSourceInfo: true });
  try {
    const { written, unchanged, stderr } = await generateCode({
      descriptorSet: bytes,
      filesToGenerate: asked,
      includeImports: params.includeImports,
      plugin: shippedGenerator(params.generator, programFolder),
      parameter: params.parameter,
      outputFolder: outputFolder.fsPath,
      signal,
    });
    if (stderr !== '') {
      logger.warn(`${params.generator}: ${stderr}`);
    }
    return { written: toUris(written), unchanged: toUris(unchanged) };
  } catch (error) {
    throw requestFailure(error);
  }
}

function toUris(paths: readonly string[]): string[] {
  return paths.map((path) => pathToFileURL(path).href).sort();
}

function requestFailure(error: unknown): Error {
  if (!(error instanceof CodegenError)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  return error.kind === 'cancelled'
    ? new CancelledError(error.message)
    : new RequestError(error.message);
}
