import type { LinkedFile, OptionsType, ProtoSymbol } from '../../compiler/index.ts';
import { type Snapshot, wellKnownUri } from '../../workspace/index.ts';
import type { CompletionContext } from './context.ts';
import { scopeOf } from './names.ts';

/** Finds what the steps of option names stand for, in a file that may not import what it needs. */
export class OptionSymbols {
  readonly #linked: LinkedFile;
  readonly #descriptor: LinkedFile | undefined;

  constructor(snapshot: Snapshot, linked: LinkedFile) {
    this.#linked = linked;
    const path = 'google/protobuf/descriptor.proto';
    const imported = linked.visible.find(({ source }) => source.path === path);
    const uri = wellKnownUri(path);
    this.#descriptor = imported ?? (uri === undefined ? undefined : snapshot.linked(uri));
  }

  /** The message whose fields the next step of the name chooses from. */
  messageAfter(
    options: OptionsType,
    steps: readonly string[],
    context: CompletionContext,
  ): ProtoSymbol | undefined {
    if (steps.length === 0) {
      return this.#descriptor?.symbols.get(`google.protobuf.${options}`);
    }
    const type = this.fieldAt(options, steps, context)?.field?.type;
    return type?.kind === 'message' || type?.kind === 'group' ? type.symbol : undefined;
  }

  /** The field or extension that the last step names. */
  fieldAt(
    options: OptionsType,
    steps: readonly string[],
    context: CompletionContext,
  ): ProtoSymbol | undefined {
    const last = steps.at(-1);
    if (last === undefined) {
      return undefined;
    }
    const holder = this.messageAfter(options, steps.slice(0, -1), context);
    if (holder === undefined) {
      return undefined;
    }
    return last.startsWith('(')
      ? this.#extension(last.slice(1, -1), scopeOf(this.#linked.packageName, context.blocks))
      : holder.children.find(({ name, kind }) => kind === 'field' && name === last);
  }

  extensionsOf({ fullName }: ProtoSymbol): ProtoSymbol[] {
    return this.#linked.visible.flatMap(({ symbols }) =>
      [...symbols.values()].filter(
        ({ kind, field }) => kind === 'extension' && field?.extendee?.fullName === fullName,
      ),
    );
  }

  #extension(name: string, scope: string): ProtoSymbol | undefined {
    if (name.startsWith('.')) {
      return this.#linked.lookup(name.slice(1));
    }
    const parts = scope === '' ? [] : scope.split('.');
    for (let length = parts.length; length >= 0; length--) {
      const found = this.#linked.lookup([...parts.slice(0, length), name].join('.'));
      if (found?.kind === 'extension') {
        return found;
      }
    }
    return undefined;
  }
}
