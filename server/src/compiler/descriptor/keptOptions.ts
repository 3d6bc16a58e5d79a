import type { LinkedFile, OptionedElement } from '../link/model.ts';
import type { OptionNode } from '../syntax/ast.ts';
import type { PlacedOption } from '../options/values.ts';
import { optionBytes } from './optionBytes.ts';

/** Which options of a file reach its descriptor: those for the source alone do not, unless retained. */
export class KeptOptions {
  readonly #file: LinkedFile;
  readonly #retainOptions: boolean;
  /** What `isStripped` has found. */
  readonly #stripped = new Map<OptionedElement, boolean>();
  /** What `placedIn` has made. */
  readonly #placed = new Map<OptionedElement, ReadonlyMap<OptionNode, PlacedOption>>();

  constructor(file: LinkedFile, retainOptions: boolean) {
    this.#file = file;
    this.#retainOptions = retainOptions;
  }

  /** Whether an element had options, and none but for the source. */
  isStripped(key: OptionedElement | undefined): boolean {
    if (key === undefined || this.#retainOptions || !this.#file.options.has(key)) {
      return false;
    }
    const known = this.#stripped.get(key);
    const isStripped = known ?? optionBytes(this.#file, key, false) === undefined;
    this.#stripped.set(key, isStripped);
    return isStripped;
  }

  /** The path of an option's value below `parent`, unless it is left out. */
  placeOf(
    key: OptionedElement | undefined,
    parent: readonly number[],
    node: OptionNode,
  ): readonly number[] | undefined {
    const placed = key && this.#placedIn(key).get(node);
    const isKept = this.#retainOptions || !this.#isSourceOnly(node);
    return placed !== undefined && isKept ? [...parent, ...placed.path] : undefined;
  }

  #placedIn(key: OptionedElement): ReadonlyMap<OptionNode, PlacedOption> {
    const options = this.#file.options.get(key)?.placed ?? [];
    const placed = this.#placed.get(key) ?? new Map(options.map((one) => [one.node, one]));
    this.#placed.set(key, placed);
    return placed;
  }

  #isSourceOnly({ name }: OptionNode): boolean {
    const { references } = this.#file;
    return name.some((part) => references.get(part)?.field?.isSourceOnly === true);
  }
}
