/**
 * Turns descriptors into code with generators that speak protoc's plugin protocol, and writes what
 * they answer.
 *
 * The layer does not know where descriptors came from, nor any editor; a generator is a process that
 * is trusted to run and not trusted with paths. Invariants: nothing is written outside of the output
 * folder, and nothing at all when one output may not be written; a file that holds its content already
 * is not touched; every process that was started is gone when the promise settles; `CodegenError` is
 * all that is thrown.
 */
export { CodegenError, type CodegenErrorKind } from './codegenError.ts';
export { generateCode, type GenerateCodeOptions, type GenerateCodeResult } from './generateCode.ts';
export type { PluginCommand } from './runPlugin.ts';
export { shippedGenerator } from './shippedGenerators.ts';
