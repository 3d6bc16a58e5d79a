import { isNode, LineCounter, parseDocument } from 'yaml';
import type { ServiceInstance } from '../../../../protocol/topology.ts';
import { parseEndpoint } from '../address.ts';
import { property, text, textEntries, textList } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import type { FactGroup, PlacedEdge, PlacedInstance } from '../registrySource.ts';
import { nameText, rawText, tagList, textRecord } from '../safeText.ts';

/** How a file is named in what comes of it. */
export interface StaticFileOptions {
  readonly connectionId: string;
  /** For messages and edges: the file's name without its folder. */
  readonly fileName: string;
}

/**
 * Reads the text of a static registry, JSON or YAML:
 * `services: [{name, instances: [{address, tags, metadata}], dependsOn: [names]}]`.
 * Throws a RegistryError that says where it is wrong (`services.yaml:3:5: …`); a file with a mistake
 * is refused whole, since half of it would look like services that went away.
 */
export function readStaticFile(source: string, options: StaticFileOptions): FactGroup {
  const file = new StaticFile(source, options.fileName);
  const services: string[] = [];
  const instances: PlacedInstance[] = [];
  const edges: PlacedEdge[] = [];
  for (const path of file.items(['services'])) {
    const name = nameText(file.text([...path, 'name']));
    services.push(name);
    for (const at of file.items([...path, 'instances'])) {
      instances.push({
        service: name,
        instance: readInstance(file, at, { ...options, name }),
        raw: rawText(JSON.stringify(file.value(at), undefined, 2)),
      });
    }
    for (const at of file.items([...path, 'dependsOn'])) {
      const to = nameText(file.text(at));
      const detail = `dependsOn in ${options.fileName}`;
      edges.push({
        from: name,
        to,
        source: { kind: 'declared', connectionId: options.connectionId, detail },
      });
    }
  }
  return { services, instances: uniqueById(instances), edges, unplaced: [] };
}

type Path = readonly (string | number)[];

function readInstance(
  file: StaticFile,
  path: Path,
  { connectionId, name }: StaticFileOptions & { readonly name: string },
): ServiceInstance {
  const endpoint = parseEndpoint(file.text([...path, 'address']));
  if (endpoint === undefined) {
    throw file.error([...path, 'address'], 'an address is host:port, such as 127.0.0.1:9000');
  }
  const value = file.value(path);
  const metadata = textEntries(value, 'metadata');
  const protocol = protocolOf(endpoint.protocol, metadata);
  const version = text(value, 'version');
  const key = `${name}/${endpoint.address}`;
  return {
    id: `${connectionId}/${key}`,
    address: endpoint.address,
    endpoints: [{ ...endpoint, protocol: nameText(protocol) }],
    health: 'unknown',
    checks: [],
    possibleGhost: false,
    ...(version === undefined ? {} : { version: nameText(version) }),
    tags: tagList(textList(value, 'tags')),
    metadata: textRecord(metadata),
    registration: { connectionId, registry: 'static', convention: 'static', key },
  };
}

/** The scheme of the address, or else what the metadata say. */
function protocolOf(scheme: string, metadata: readonly (readonly [string, string])[]): string {
  return scheme === '' ? (metadata.find(([key]) => key === 'protocol')?.[1] ?? '') : scheme;
}

/** A parsed file that knows where each of its values stands. */
class StaticFile {
  readonly #fileName: string;
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #json: unknown;

  constructor(source: string, fileName: string) {
    this.#fileName = fileName;
    this.#document = parseDocument(source, { lineCounter: this.#lines, prettyErrors: false });
    const [first] = this.#document.errors;
    if (first !== undefined) {
      throw this.#errorAt(first.pos[0], first.message);
    }
    this.#json = this.#toJson();
    if (property(this.#json, 'services') === undefined) {
      throw this.#errorAt(0, 'the file needs a list "services"');
    }
  }

  /** The paths of a list's items; none when the list is absent. */
  items(path: Path): readonly Path[] {
    const value = this.value(path);
    if (value === undefined || value === null) {
      return [];
    }
    if (!Array.isArray(value)) {
      throw this.error(path, `${String(path.at(-1))} must be a list`);
    }
    return (value as readonly unknown[]).map((_, index) => [...path, index]);
  }

  text(path: Path): string {
    const value = this.value(path);
    if (typeof value !== 'string' || value.trim() === '') {
      throw this.error(path, `${describe(path)} must be a text that is not empty`);
    }
    return value;
  }

  value(path: Path): unknown {
    return path.reduce<unknown>(
      (value, step) =>
        Array.isArray(value)
          ? (value as readonly unknown[])[Number(step)]
          : property(value, String(step)),
      this.#json,
    );
  }

  error(path: Path, message: string): RegistryError {
    return this.#errorAt(this.#offsetOf(path), message);
  }

  /** Where the value stands, or else the nearest thing around it. */
  #offsetOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = this.#document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) {
        return node.range[0];
      }
    }
    return 0;
  }

  #errorAt(offset: number, message: string): RegistryError {
    const { line, col } = this.#lines.linePos(offset);
    return new RegistryError(
      'unreadable',
      `${this.#fileName}:${line || 1}:${col || 1}: ${message}`,
    );
  }

  #toJson(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: 100 }) as unknown;
    } catch (error) {
      throw this.#errorAt(0, error instanceof Error ? error.message : String(error));
    }
  }
}

function describe(path: Path): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `an entry of ${String(path.at(-2))}` : String(last);
}

/** The same address twice under one name is one instance. */
function uniqueById(instances: readonly PlacedInstance[]): PlacedInstance[] {
  return [...new Map(instances.map((placed) => [placed.instance.id, placed])).values()];
}
