import { generateDemo } from '../demo/system/generate.ts';
import { generateWellKnown } from './wellKnown.ts';

/**
 * Writes every source file that is made and not checked in. The build, the type check, the demo and
 * the tests call it first; it touches only what is absent or out of date.
 */
export async function writeGenerated(): Promise<void> {
  generateWellKnown();
  await generateDemo();
}

/** The global set-up of vitest. */
export default writeGenerated;

if (import.meta.main) {
  await writeGenerated();
}
