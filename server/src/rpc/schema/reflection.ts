import type { Metadata } from '@grpc/grpc-js';
import { hintFor } from '../call/hints.ts';
import { statusCode, statusName } from '../call/statusCodes.ts';
import { CallError } from '../callError.ts';
import type { ChannelLease } from '../channel/channels.ts';
import { buildSchema, decodeFileDescriptor, type FileDescriptor } from './descriptors.ts';
import type { ReflectionRequest, ReflectionResponse } from './reflectionMessages.ts';
import { ReflectionFailure, ReflectionStream, type ReflectionVersion } from './reflectionStream.ts';
import type { Schema } from './schema.ts';
import type { DescriptorSource } from './source.ts';

export interface ReflectionOptions {
  readonly lease: ChannelLease;
  readonly secure: boolean;
  /** Sent along: a server may guard its reflection as it guards its calls. */
  readonly metadata: Metadata;
  /** Milliseconds since the epoch; 15 seconds from now when absent. */
  readonly deadline?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A source that asks the server itself. */
export interface ReflectionSource extends DescriptorSource {
  /** Full names of the services, as the server lists them. */
  listServices(): Promise<readonly string[]>;
  /**
   * One schema for as many of the symbols as the server can describe.
   *
   * @throws CallError when it describes none of them.
   */
  schemaForAny(symbols: readonly string[]): Promise<Schema>;
  /** The version that answered; undefined before the first answer. */
  readonly version: ReflectionVersion | undefined;
}

const defaultTimeoutMs = 15_000;

/**
 * Asks `grpc.reflection.v1`, and `v1alpha` when the server lacks the former. Each file is fetched
 * once; a file that the server cannot give is done without. Disposing ends the stream.
 */
export function reflectionSource(options: ReflectionOptions): ReflectionSource {
  return new ServerReflection(options);
}

class ServerReflection implements ReflectionSource {
  readonly #options: ReflectionOptions;
  readonly #deadline: number;
  readonly #files = new Map<string, FileDescriptor>();
  readonly #missing = new Set<string>();
  readonly #onAbort = () => this.dispose();
  #stream: ReflectionStream | undefined;
  version: ReflectionVersion | undefined;

  constructor(options: ReflectionOptions) {
    this.#options = options;
    this.#deadline = options.deadline ?? Date.now() + defaultTimeoutMs;
    options.signal?.addEventListener('abort', this.#onAbort);
  }

  async listServices(): Promise<readonly string[]> {
    const response = await this.#ask({ listServices: '*' });
    if (response.kind !== 'services') {
      throw this.#refused('list its services', response);
    }
    return response.names;
  }

  async schemaFor(symbol: string): Promise<Schema> {
    await this.#fetch(symbol);
    return buildSchema([...this.#files.values()]);
  }

  async schemaForAny(symbols: readonly string[]): Promise<Schema> {
    const results = await Promise.allSettled(symbols.map((symbol) => this.#fetch(symbol)));
    const failures = results.filter((result) => result.status === 'rejected');
    const fatal = failures.find(({ reason }) => !isRefusal(reason)) ?? failures[0];
    if (fatal !== undefined && (failures.length === symbols.length || !isRefusal(fatal.reason))) {
      throw fatal.reason;
    }
    return buildSchema([...this.#files.values()]);
  }

  dispose(): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#stream?.dispose();
  }

  async #fetch(symbol: string): Promise<void> {
    const response = await this.#ask({ fileContainingSymbol: symbol });
    if (response.kind !== 'files') {
      throw this.#refused(`describe ${symbol}`, response);
    }
    this.#add(response);
    await this.#fetchImports();
  }

  async #fetchImports(): Promise<void> {
    for (let names = this.#wanted(); names.length > 0; names = this.#wanted()) {
      const responses = await Promise.all(
        names.map((fileByFilename) => this.#ask({ fileByFilename })),
      );
      responses.forEach((response) => this.#add(response));
      names.filter((name) => !this.#files.has(name)).forEach((name) => this.#missing.add(name));
    }
  }

  #wanted(): string[] {
    const imported = [...this.#files.values()].flatMap(dependenciesOf);
    return [...new Set(imported)].filter(
      (name) => !this.#files.has(name) && !this.#missing.has(name),
    );
  }

  #add(response: ReflectionResponse): void {
    if (response.kind !== 'files') {
      return;
    }
    for (const file of response.descriptors.map(decodeFileDescriptor)) {
      this.#files.set(file.name ?? '', file);
    }
  }

  async #ask(request: ReflectionRequest): Promise<ReflectionResponse> {
    try {
      return await this.#askEither(request);
    } catch (error) {
      throw error instanceof ReflectionFailure ? this.#failed(error) : error;
    }
  }

  async #askEither(request: ReflectionRequest): Promise<ReflectionResponse> {
    if (this.version !== undefined) {
      return this.#open(this.version).ask(request);
    }
    try {
      const response = await this.#open('v1').ask(request);
      this.version = 'v1';
      return response;
    } catch (error) {
      if (!isUnimplemented(error)) {
        throw error;
      }
    }
    this.#stream?.dispose();
    this.#stream = undefined;
    const response = await this.#open('v1alpha').ask(request);
    this.version = 'v1alpha';
    return response;
  }

  #open(version: ReflectionVersion): ReflectionStream {
    if (this.#options.signal?.aborted === true) {
      throw new ReflectionFailure(statusCode.cancelled, 'the call was cancelled');
    }
    const { lease, metadata } = this.#options;
    this.#stream ??= new ReflectionStream({
      lease,
      version,
      metadata,
      deadline: this.#deadline,
    });
    return this.#stream;
  }

  #refused(wish: string, response: ReflectionResponse): CallError {
    const reason = response.kind === 'error' ? `: ${response.message}` : '';
    return new CallError({
      kind: 'schema',
      what: `server reflection could not ${wish}${reason}`,
      where: this.#options.lease.address,
      next: 'Check the name, or use the .proto files of the workspace instead',
    });
  }

  #failed(failure: ReflectionFailure): CallError {
    const { lease, secure } = this.#options;
    if (isUnimplemented(failure)) {
      return withoutReflection(lease.address, failure);
    }
    const status = { code: failure.code, message: failure.message };
    const hint = hintFor({ ...status, secure, maxReceiveBytes: lease.maxReceiveBytes });
    return new CallError({
      kind: 'unreachable',
      what: `server reflection failed with ${statusName(failure.code)}: ${failure.message}`,
      where: lease.address,
      ...(hint !== undefined && { next: hint }),
      status: { ...status, name: statusName(failure.code), details: [], ...(hint && { hint }) },
      cause: failure,
    });
  }
}

function withoutReflection(address: string, failure: ReflectionFailure): CallError {
  return new CallError({
    kind: 'schema',
    what: 'the server has no reflection service, neither v1 nor v1alpha',
    where: address,
    next: 'Open its .proto files in the workspace, or register reflection in the server',
    status: {
      code: failure.code,
      name: statusName(failure.code),
      message: failure.message,
      details: [],
    },
    cause: failure,
  });
}

function isRefusal(error: unknown): boolean {
  return error instanceof CallError && error.kind === 'schema';
}

function isUnimplemented(error: unknown): boolean {
  return error instanceof ReflectionFailure && error.code === statusCode.unimplemented;
}

function dependenciesOf(file: FileDescriptor): string[] {
  const dependencies: unknown = file.dependency;
  return Array.isArray(dependencies)
    ? dependencies.filter((name): name is string => typeof name === 'string')
    : [];
}
