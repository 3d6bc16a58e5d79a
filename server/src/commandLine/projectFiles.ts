/** What the commands share that look at the files of a project as the editor does. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { silentLogger } from '../base/index.ts';
import { canonicalUri } from '../lsp/index.ts';
import { type FileSystem, Workspace, type WorkspaceLayout } from '../workspace/index.ts';
import type { Command, CommandIo } from './command.ts';

/** What a command cannot do, told in one line. */
export class CommandError extends Error {}

/** A command that looks at a project, and what it says of itself. */
export interface ProjectCommand {
  readonly name: string;
  readonly usage: string;
  /** The exit code of what cannot be told. */
  readonly failure: number;
  /** Rejects with a `CommandError` where it cannot be told. */
  readonly run: (args: readonly string[], io: CommandIo) => Promise<number>;
}

/** Answers `--help`, and tells errors as lines. */
export function projectCommand({ name, usage, failure, run }: ProjectCommand): Command {
  return async (args, io) => {
    if (args.includes('--help') || args.includes('-h')) {
      io.stdout(usage);
      return 0;
    }
    try {
      return await run(args, io);
    } catch (error) {
      if (error instanceof CommandError) {
        io.stderr(`${name}: ${error.message}\n`);
        return failure;
      }
      throw error;
    }
  };
}

/** The outermost folder with a buf file around a folder, else that folder itself. */
export function projectFolder(cwd: string): string {
  let found = cwd;
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (['buf.yaml', 'buf.work.yaml'].some((name) => existsSync(join(folder, name)))) {
      found = folder;
    }
    if (dirname(folder) === folder) {
      return found;
    }
  }
}

/** The absolute path of a file or folder. Throws when there is none. */
function inputPath(arg: string, cwd: string): string {
  const path = resolve(cwd, arg);
  if (!existsSync(path)) {
    throw new CommandError(`${arg}: no such file or folder`);
  }
  return path;
}

/** The arguments of a command, sorted out. */
export interface ProjectArguments {
  /** By name without the dashes, `_` for `-` within. */
  readonly options: ReadonlyMap<string, string>;
  /** Absolute paths of files and folders. */
  readonly inputs: readonly string[];
}

/** Reads `--name=value` and `--name value` for the names that a command knows, and paths. */
export function readArguments(
  args: readonly string[],
  { command, names, cwd }: { command: string; names: readonly string[]; cwd: string },
): ProjectArguments {
  const options = new Map<string, string>();
  const inputs: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, written = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const name = written.replaceAll('-', '_');
    if (names.includes(name)) {
      options.set(name, value ?? rest.shift() ?? '');
    } else if (arg.startsWith('-')) {
      const help = `"proto-atlas ${command} --help" tells those there are`;
      throw new CommandError(`unknown option ${arg}: ${help}`);
    } else {
      inputs.push(inputPath(arg, cwd));
    }
  }
  return { options, inputs };
}

/** Throws for a name that is no rule and no category, such as a misspelt one. */
export function refuseName(name: string | undefined): void {
  if (name !== undefined) {
    throw new CommandError(`"${name}" is no rule and no category of this version of buf.yaml`);
  }
}

/** Throws for a format that findings are not printed in. */
export function isJsonFormat(format: string, option: string): boolean {
  if (format !== 'text' && format !== 'json') {
    throw new CommandError(`${option} is text or json, not ${format}`);
  }
  return format === 'json';
}

/** The names between the commas of an option. */
export function namesOf(option: string): readonly string[] {
  return option.split(',').filter((name) => name !== '');
}

/** Whether a file is one of the inputs or below one; all absolute paths. */
export function isWanted(file: string, inputs: readonly string[]): boolean {
  return inputs.some((one) => file === one || file.startsWith(join(one, '/')));
}

/** A workspace of a folder, all of it read. The caller disposes of it. */
export async function openProject(
  folder: string,
  fileSystem: FileSystem,
  layout: Partial<WorkspaceLayout>,
): Promise<Workspace> {
  const workspace = new Workspace({
    fileSystem,
    scheduler: { pause: () => setImmediate(), now: () => performance.now() },
    logger: silentLogger,
  });
  const folders = [canonicalUri(pathToFileURL(folder).href)];
  workspace.setLayout({ folders, importRoots: [], ...layout });
  await workspace.loadAll();
  return workspace;
}

/** 1-based, as buf counts. */
export interface Place {
  readonly start: readonly [line: number, column: number];
  readonly end: readonly [line: number, column: number];
}

/** One finding as buf prints it: one object a line. */
export function jsonLine(
  path: string | undefined,
  { start, end }: Place,
  { code, message }: { readonly code: string; readonly message: string },
): string {
  const line = {
    ...(path !== undefined && { path }),
    start_line: start[0],
    start_column: start[1],
    end_line: end[0],
    end_column: end[1],
    type: code,
    message,
  };
  return `${JSON.stringify(line)}\n`;
}
