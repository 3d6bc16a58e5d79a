import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const binaries = resolve(import.meta.dirname, '..', 'node_modules', '.bin');

export interface ToolOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a program of a development dependency with its output passed through. Answers whether it
 * exited with 0.
 */
export function runTool(
  name: string,
  args: readonly string[],
  { cwd, environment = {} }: ToolOptions,
): Promise<boolean> {
  return new Promise((done, fail) => {
    const child = spawn(join(binaries, name), args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.on('error', fail);
    child.on('exit', (code) => {
      done(code === 0);
    });
  });
}
