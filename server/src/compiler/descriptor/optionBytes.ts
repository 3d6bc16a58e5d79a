import type { LinkedFile, OptionedElement } from '../link/model.ts';
import { writeAllOptions, writeMessage } from '../options/wire.ts';

/**
 * The options of an element as bytes. Options go altogether when nothing of them is left after
 * those kept for the source are taken out.
 */
export function optionBytes(
  file: LinkedFile,
  element: OptionedElement,
  retainOptions: boolean,
): Uint8Array | undefined {
  const options = file.options.get(element);
  if (options === undefined) {
    return undefined;
  }
  const bytes = retainOptions ? writeAllOptions(options) : writeMessage(options.value, false);
  return bytes.length > 0 ? bytes : undefined;
}
