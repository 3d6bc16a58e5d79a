/** Everything that `npm run lint` holds: types, ESLint, formatting, and the shape of the lock file. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { projects, typecheck } from './typecheck.ts';
import { runTool } from './tools.ts';
import { writeGenerated } from './generated.ts';

const root = resolve(import.meta.dirname, '..');

interface Check {
  readonly name: string;
  run(): Promise<boolean>;
}

/** In order of cost, the cheapest first. */
const checks: readonly Check[] = [
  { name: 'lock file names no registry', run: lockFileNamesNoRegistry },
  { name: 'formatting', run: () => tool('prettier', ['--check', '--log-level=warn', '.']) },
  ...projects.map((project) => ({ name: `types (${project})`, run: () => typecheck(project) })),
  {
    name: 'eslint',
    run: () =>
      tool('eslint', ['--max-warnings=0', '--cache', '--cache-location=.cache/eslint/', '.']),
  },
];

/** Runs every check, even after one has failed; `report` hears of each as it ends. */
export async function lintAll(report: (name: string, passed: boolean) => void): Promise<void> {
  await writeGenerated();
  for (const check of checks) {
    report(check.name, await check.run());
  }
}

function tool(name: string, args: readonly string[]): Promise<boolean> {
  return runTool(name, args, { cwd: root });
}

async function lockFileNamesNoRegistry(): Promise<boolean> {
  const text = await readFile(join(root, 'package-lock.json'), 'utf8');
  const clean = !text.includes('"resolved"');
  if (!clean) {
    console.error(
      'package-lock.json holds "resolved" addresses: npm config set omit-lockfile-registry-resolved true, then npm install',
    );
  }
  return clean;
}

if (import.meta.main) {
  await lintAll((name, passed) => {
    console.log(`${passed ? '✓' : '✗'} ${name}`);
    if (!passed) {
      process.exitCode = 1;
    }
  });
}
