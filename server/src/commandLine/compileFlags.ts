import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { fileProblem } from './protoPath.ts';

/** What the flags of `compile` say. */
export interface CompileFlags {
  readonly roots: readonly string[];
  readonly inputs: readonly string[];
  /** Paths of descriptor sets, with the platform's delimiter between them. */
  readonly sets: string | undefined;
  readonly output: string | undefined;
  readonly includeImports: boolean;
  readonly includeSourceInfo: boolean;
  readonly retainOptions: boolean;
  readonly fatalWarnings: boolean;
  readonly errorFormat: 'gcc' | 'msvs' | 'json';
  readonly help: boolean;
}

/** A mistake in the flags, told in one line. */
export class FlagError extends Error {}

const aliases: ReadonlyMap<string, string> = new Map([
  ['-I', '--proto_path'],
  ['-o', '--descriptor_set_out'],
  ['-h', '--help'],
]);
const switches = new Set([
  '--help',
  '--include_imports',
  '--include_source_info',
  '--retain_options',
  '--fatal_warnings',
]);
const settings = new Set([
  '--proto_path',
  '--descriptor_set_in',
  '--descriptor_set_out',
  '--error_format',
]);

/** Reads the arguments of `compile`, which are those of protoc. Throws a `FlagError`. */
export function parseCompileFlags(args: readonly string[], cwd: string): CompileFlags {
  const values = new Map<string, string[]>();
  const inputs: string[] = [];
  const pending = args.flatMap((arg) => (arg.startsWith('@') ? argumentsIn(arg, cwd) : [arg]));
  for (let arg = pending.shift(); arg !== undefined; arg = pending.shift()) {
    if (!arg.startsWith('-') || arg === '-') {
      inputs.push(arg);
      continue;
    }
    const { name, value } = splitFlag(arg);
    if (switches.has(name)) {
      if (value !== undefined) {
        throw new FlagError(`${name} does not take a value`);
      }
      values.set(name, ['']);
    } else if (settings.has(name)) {
      const given = value ?? pending.shift();
      if (given === undefined || given === '') {
        throw new FlagError(`Missing value for flag: ${name}`);
      }
      values.set(name, [...(values.get(name) ?? []), given]);
    } else {
      throw new FlagError(`Unknown flag: ${name}`);
    }
  }
  return toFlags(values, inputs);
}

/** `@FILE` stands for the lines of a file, an argument each, taken as they are. */
function argumentsIn(arg: string, cwd: string): string[] {
  const name = arg.slice(1);
  try {
    return readFileSync(resolve(cwd, name), 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    throw new FlagError(`Failed to open argument file: ${name}: ${fileProblem(error)}`);
  }
}

/** `-IDIR`, `-I DIR`, `--proto_path=DIR` and `--proto_path DIR` are the same. */
function splitFlag(arg: string): { name: string; value: string | undefined } {
  if (!arg.startsWith('--')) {
    const name = arg.slice(0, 2);
    const value = arg.slice(2).replace(/^=/, '');
    return { name: aliases.get(name) ?? name, value: value === '' ? undefined : value };
  }
  const equals = arg.indexOf('=');
  return equals === -1
    ? { name: arg, value: undefined }
    : { name: arg.slice(0, equals), value: arg.slice(equals + 1) };
}

function toFlags(
  values: ReadonlyMap<string, readonly string[]>,
  inputs: readonly string[],
): CompileFlags {
  const flags = {
    roots: (values.get('--proto_path') ?? []).flatMap((value) => value.split(delimiter)),
    inputs,
    sets: onceOnly('--descriptor_set_in', `; put "${delimiter}" between several descriptor sets`),
    output: onceOnly('--descriptor_set_out', ''),
    includeImports: values.has('--include_imports'),
    includeSourceInfo: values.has('--include_source_info'),
    retainOptions: values.has('--retain_options'),
    fatalWarnings: values.has('--fatal_warnings'),
    errorFormat: errorFormat(values.get('--error_format')?.at(-1) ?? 'gcc'),
    help: values.has('--help'),
  };
  if (inputs.length === 0 && !flags.help) {
    throw new FlagError('Missing input file');
  }
  return flags;

  function onceOnly(name: string, advice: string): string | undefined {
    const [value, ...others] = values.get(name) ?? [];
    if (others.length > 0) {
      throw new FlagError(`${name} may only be passed once${advice}`);
    }
    return value;
  }
}

function errorFormat(value: string): CompileFlags['errorFormat'] {
  if (value === 'gcc' || value === 'msvs' || value === 'json') {
    return value;
  }
  throw new FlagError(`Unknown error format: ${value}`);
}
