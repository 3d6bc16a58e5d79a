/** Type-checks every runtime's TypeScript project. Exits 1 when one has an error. */
import { resolve } from 'node:path';
import { writeGenerated } from './generated.ts';
import { runTool } from './tools.ts';

const root = resolve(import.meta.dirname, '..');
export const projects = ['pure', 'node', 'browser', 'client', 'webview'] as const;

/** Checks one project; answers whether it is free of errors. */
export function typecheck(project: (typeof projects)[number]): Promise<boolean> {
  return runTool('tsc', ['-p', `tsconfig.${project}.json`], { cwd: root });
}

if (import.meta.main) {
  await writeGenerated();
  for (const project of projects) {
    if (!(await typecheck(project))) {
      console.error(`tsconfig.${project}.json has errors`);
      process.exitCode = 1;
    }
  }
}
