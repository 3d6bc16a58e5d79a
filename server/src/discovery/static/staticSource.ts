import { watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { StaticConnection, StaticService } from '../../../../protocol/connections.ts';
import { pause } from '../backoff.ts';
import { connectionPhases } from '../connectionPhases.ts';
import { RegistryError, toRegistryError } from '../registryError.ts';
import {
  type FactGroup,
  factsInOneGroup,
  type RegistrySink,
  type RegistrySource,
  type SourcePorts,
} from '../registrySource.ts';
import { readStaticFile } from './staticFile.ts';

/** Larger files are no list of services that a person wrote. In bytes. */
const largestFile = 4 * 1024 * 1024;

/** Where the system gives no word of changes (network drives), the file is looked at this often. */
const lookInterval = 2_000;

type FileConnection = StaticConnection & { readonly file: string };

/** Reads services from a JSON or YAML file, and again when it changes; or from the connection itself. */
export function staticSource(connection: StaticConnection, ports: SourcePorts): RegistrySource {
  return connection.services === undefined
    ? fileSource(connection, ports)
    : inPlaceSource(connection, ports);
}

/** What stands in the connection is there at once, and changes with the connection alone. */
function inPlaceSource(
  connection: StaticConnection & { readonly services: readonly StaticService[] },
  { now }: SourcePorts,
): RegistrySource {
  const endpoint = 'settings';
  const read = (): FactGroup =>
    readStaticFile(JSON.stringify({ services: connection.services }), {
      connectionId: connection.id,
      fileName: endpoint,
    });
  return {
    endpoint,
    watch: (sink) => {
      const phases = connectionPhases((state) => {
        sink.state(state);
      }, now);
      try {
        sink.facts(factsInOneGroup(read()));
        phases.live();
      } catch (error) {
        phases.lost(withoutPosition(toRegistryError(error, connection.name).message));
      }
      return Promise.resolve();
    },
    test: () => Promise.resolve(`${countOf(read())} in the settings`),
  };
}

/** Lines and columns are those of a text that nobody sees. */
function withoutPosition(message: string): string {
  return message.replace(/^settings:\d+:\d+: /, 'in the settings: ');
}

function fileSource(connection: FileConnection, ports: SourcePorts): RegistrySource {
  return {
    endpoint: connection.file,
    watch: (sink, signal) => watchFile(connection, ports, sink, signal),
    async test() {
      return `${countOf(await readFacts(connection))} in ${basename(connection.file)}`;
    },
  };
}

function countOf({ services }: FactGroup): string {
  return `${services.length} ${services.length === 1 ? 'service' : 'services'}`;
}

async function watchFile(
  connection: FileConnection,
  { logger, now }: SourcePorts,
  sink: RegistrySink,
  signal: AbortSignal,
): Promise<void> {
  const phases = connectionPhases((state) => {
    sink.state(state);
  }, now);
  let seen: string | undefined;
  while (!signal.aborted) {
    // Listening begins before reading, so that a change in between is not missed.
    const changed = nextChange(connection.file, signal);
    const stamp = await stampOf(connection.file);
    if (stamp !== seen) {
      seen = stamp;
      try {
        sink.facts(factsInOneGroup(await readFacts(connection)));
        phases.live();
      } catch (error) {
        const { message } = toRegistryError(error, connection.file);
        logger.warn(`${connection.name}: ${message}`);
        phases.lost(message);
      }
    }
    await changed;
  }
}

/** Rejects with a RegistryError. */
async function readFacts({ id, file }: FileConnection): Promise<FactGroup> {
  const fileName = basename(file);
  let source: Buffer;
  try {
    source = await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegistryError(
      'unreachable',
      `${fileName} can't be read (${reason}): correct its path`,
    );
  }
  if (source.length > largestFile) {
    throw new RegistryError('unreadable', `${fileName} has more than 4 MiB`);
  }
  return readStaticFile(source.toString('utf8'), { connectionId: id, fileName });
}

/** Changes with the file; `absent` when there is none. */
async function stampOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    // Whatever the reason, reading the file will tell it.
    return 'absent';
  }
}

/** Resolves soon after something happened in the file's folder, and at intervals in any case. */
async function nextChange(file: string, signal: AbortSignal): Promise<void> {
  const wake = new AbortController();
  const either = AbortSignal.any([signal, wake.signal]);
  let close = (): void => undefined;
  try {
    // The folder and not the file: editors replace files.
    const watcher = watch(dirname(file), () => {
      wake.abort();
    });
    watcher.on('error', () => {
      watcher.close();
    });
    close = () => {
      watcher.close();
    };
  } catch {
    // No folder, or no more watches on this system: the interval has to do.
  }
  await pause(lookInterval, either);
  close();
  if (wake.signal.aborted) {
    // A save is several writes.
    await pause(30, signal);
  }
}
