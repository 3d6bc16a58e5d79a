import type { SourceFile } from '../../compiler/index.ts';
import { printFile } from './printFile.ts';

/**
 * The text as `buf format` 1.75 writes it, byte for byte, but with the line ends that it has. Undefined
 * for a file with syntax errors, which is left alone: what it means is unknown.
 */
export function formatText(source: SourceFile): string | undefined {
  if (source.diagnostics.some(({ severity }) => severity === 'error')) {
    return undefined;
  }
  const formatted = printFile(source);
  return source.text.includes('\r\n') ? formatted.replaceAll('\n', '\r\n') : formatted;
}
