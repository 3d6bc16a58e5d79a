import { assembleFiles } from './assembleFiles.ts';
import { CodegenError } from './codegenError.ts';
import { type InputFile, readFiles, usesEditions, usesProto3Optional } from './inputFiles.ts';
import { decodeResponse, encodeRequest, type PluginResponse } from './pluginMessages.ts';
import { type PluginCommand, runPlugin } from './runPlugin.ts';
import { writeOutputs, type WriteResult } from './writeOutputs.ts';

export interface GenerateCodeOptions {
  /**
   * Serialized `FileDescriptorSet` with all imports, an import before its importers. Comments reach
   * the generated code only when it holds source info.
   */
  readonly descriptorSet: Uint8Array;
  /** Import paths of the files to generate for. */
  readonly filesToGenerate: readonly string[];
  /** Generate for what they import too, but for google/protobuf, which every runtime brings. */
  readonly includeImports?: boolean;
  readonly plugin: PluginCommand;
  /** Passed on as it is, such as `target=ts`. */
  readonly parameter: string;
  /** Absolute path; made when it is missing. Nothing is written outside of it. */
  readonly outputFolder: string;
  /** Default one minute. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface GenerateCodeResult extends WriteResult {
  /** What the generator said beside its answer: warnings. */
  readonly stderr: string;
}

/**
 * Runs a generator over some files and writes what it answers.
 *
 * @throws CodegenError; unless its kind is `write`, nothing has been written.
 */
export async function generateCode(options: GenerateCodeOptions): Promise<GenerateCodeResult> {
  const { descriptorSet, plugin, parameter, outputFolder, timeoutMs = 60_000, signal } = options;
  const inputs = chooseInputs(options);
  const filesToGenerate = inputs.map(({ name }) => name);
  const { response, stderr } = await runPlugin({
    command: plugin,
    request: encodeRequest({ descriptorSet, filesToGenerate, parameter }),
    timeoutMs,
    signal,
  });
  const answer = decodeResponse(response);
  checkAnswer(answer, { inputs, plugin, stderr });
  if (signal?.aborted === true) {
    throw new CodegenError({ kind: 'cancelled', message: 'code generation was cancelled' });
  }
  const result = await writeOutputs(outputFolder, assembleFiles(answer.files));
  return { ...result, stderr };
}

function chooseInputs(options: GenerateCodeOptions): InputFile[] {
  const { descriptorSet, filesToGenerate, includeImports = false } = options;
  const files = readFiles(descriptorSet);
  const known = new Map(files.map((file) => [file.name, file]));
  const missing = filesToGenerate.find((name) => !known.has(name));
  if (missing !== undefined || filesToGenerate.length === 0) {
    throw new CodegenError({
      kind: 'input',
      message:
        missing === undefined
          ? 'no file to generate code for was chosen'
          : `${missing} is not among the compiled files; check that it compiles`,
    });
  }
  const asked = new Set(filesToGenerate);
  return files.filter(
    ({ name }) => asked.has(name) || (includeImports && !name.startsWith('google/protobuf/')),
  );
}

/** protoc's rules: an error of the generator, and features that it must have declared. */
function checkAnswer(
  answer: PluginResponse,
  facts: {
    readonly inputs: readonly InputFile[];
    readonly plugin: PluginCommand;
    readonly stderr: string;
  },
): void {
  const { inputs, plugin, stderr } = facts;
  if (answer.error !== undefined) {
    const message = `the generator ${plugin.name} says: ${answer.error}`;
    throw new CodegenError({ kind: 'refused', message, stderr });
  }
  const optional = answer.supportsProto3Optional ? undefined : inputs.find(usesProto3Optional);
  const edition = answer.supportsEditions ? undefined : inputs.find(usesEditions);
  const unsupported = optional ?? edition;
  if (unsupported !== undefined) {
    const what = unsupported === optional ? 'optional fields in proto3' : 'editions';
    throw new CodegenError({
      kind: 'unsupported',
      message: `the generator ${plugin.name} does not know ${what}, which ${unsupported.name} uses; take a newer version of it`,
      stderr,
    });
  }
}
