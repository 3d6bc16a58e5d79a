import type { CallRequest } from '../../../../protocol/calls.ts';
import { CallError } from '../callError.ts';
import { reflectionSource, type ReflectionOptions } from '../schema/reflection.ts';
import type { MethodSchema } from '../schema/schema.ts';

export interface LateTypesOptions {
  readonly request: CallRequest;
  /** How to ask the server once more. */
  readonly reflection: ReflectionOptions;
}

/** How long a message waits for the type of an `Any` inside it. */
const askTimeoutMs = 3_000;

/**
 * Types that only an `Any` names: no import leads to them, so they are asked for when they are met.
 * Each is asked for once in a call. A descriptor set has nothing to ask.
 */
export class LateTypes {
  readonly #options: LateTypesOptions;
  readonly #asked = new Set<string>();

  constructor(options: LateTypesOptions) {
    this.#options = options;
  }

  /** Whether there is a type among these that may still be learnt. */
  canLearn(names: ReadonlySet<string>): boolean {
    return (
      this.#options.request.schema.kind === 'reflection' &&
      [...names].some((name) => !this.#asked.has(name))
    );
  }

  /** The method with all types that could be learnt; undefined when the server could not be asked. */
  async learn(names: ReadonlySet<string>): Promise<MethodSchema | undefined> {
    names.forEach((name) => this.#asked.add(name));
    const { request, reflection } = this.#options;
    const deadline = Math.min(reflection.deadline ?? Infinity, Date.now() + askTimeoutMs);
    const source = reflectionSource({ ...reflection, deadline });
    try {
      const schema = await source.schemaForAny([request.service, ...this.#asked]);
      return schema.method(request.service, request.method);
    } catch (error) {
      if (error instanceof CallError) {
        // The message is shown without it.
        return undefined;
      }
      throw error;
    } finally {
      source.dispose();
    }
  }
}
