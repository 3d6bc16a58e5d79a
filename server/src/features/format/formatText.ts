import type { SourceFile } from '../../compiler/index.ts';
import { printFile } from './printFile.ts';
import { bufStyle, type FormatStyle } from './style.ts';

/**
 * The text as `buf format` 1.75 writes it, byte for byte, but with the line ends that it has; another
 * style changes white space alone, and where options in brackets are broken into lines. Undefined
 * for a file with syntax errors, which is left alone: what it means is unknown.
 */
export function formatText(source: SourceFile, style: FormatStyle = bufStyle): string | undefined {
  if (source.diagnostics.some(({ severity }) => severity === 'error')) {
    return undefined;
  }
  const formatted = printFile(source, style);
  return source.text.includes('\r\n') ? formatted.replaceAll('\n', '\r\n') : formatted;
}
