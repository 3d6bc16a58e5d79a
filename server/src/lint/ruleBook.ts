import type { BufVersion } from './ruleTable.ts';

/** Which rules hold where, as a section of a `buf.yaml` says it. Names are unchecked. */
export interface RuleSelection {
  readonly version: BufVersion;
  /** Rules and categories; empty for the default ones. */
  readonly use: readonly string[];
  readonly except: readonly string[];
  /** Files and folders relative to the module, `.` for all of it. */
  readonly ignore: readonly string[];
  /** By rule or category. */
  readonly ignoreOnly: ReadonlyMap<string, readonly string[]>;
}

/** A rule with its categories by version; absent where a version has no such rule. */
export interface KnownRule<Id extends string> {
  readonly id: Id;
  readonly categories: Readonly<Record<BufVersion, readonly string[] | undefined>>;
}

export interface RuleBookOptions<Id extends string> {
  readonly rules: readonly KnownRule<Id>[];
  /** The category that holds where nothing is said. */
  readonly standard: string;
  /** Names that are known, and without any effect of their own. */
  readonly retired?: readonly string[];
  /** Earlier names of categories. */
  readonly renamed?: ReadonlyMap<string, string>;
}

interface Choice<Id extends string> {
  readonly chosen: ReadonlySet<Id>;
  readonly ignored: readonly { readonly path: string; readonly ids: ReadonlySet<Id> }[];
}

/** All rules of one kind, and which of them a selection means. */
export class RuleBook<Id extends string> {
  readonly #options: RuleBookOptions<Id>;
  readonly #choices = new WeakMap<RuleSelection, Choice<Id>>();
  readonly #none: ReadonlySet<Id> = new Set();

  constructor(options: RuleBookOptions<Id>) {
    this.#options = options;
  }

  /** The rules that hold for one file, by its path from the root of its module. */
  rulesFor(selection: RuleSelection, path: string): ReadonlySet<Id> {
    const { chosen, ignored } = this.#choiceOf(selection);
    if (selection.ignore.some((one) => holds(one, path))) {
      return this.#none;
    }
    const off = ignored.filter(({ path: one }) => holds(one, path));
    return off.length === 0
      ? chosen
      : new Set([...chosen].filter((id) => !off.some(({ ids }) => ids.has(id))));
  }

  /** Names that are no rule and no category of the version, such as misspelt ones. */
  unknownNames({ version, use, except, ignoreOnly }: RuleSelection): readonly string[] {
    const names = [...use, ...except, ...ignoreOnly.keys()];
    const retired = this.#options.retired ?? [];
    return [...new Set(names)].filter(
      (name) => !retired.includes(name) && this.#idsOf(version, name).size === 0,
    );
  }

  #choiceOf(selection: RuleSelection): Choice<Id> {
    const choice = this.#choices.get(selection) ?? this.#choose(selection);
    this.#choices.set(selection, choice);
    return choice;
  }

  #choose({ version, use, except, ignoreOnly }: RuleSelection): Choice<Id> {
    const names = use.length === 0 ? [this.#options.standard] : use;
    const chosen = new Set(names.flatMap((name) => [...this.#idsOf(version, name)]));
    except.forEach((name) => this.#idsOf(version, name).forEach((id) => chosen.delete(id)));
    const ignored = [...ignoreOnly].flatMap(([name, paths]) =>
      paths.map((path) => ({ path, ids: this.#idsOf(version, name) })),
    );
    return { chosen, ignored };
  }

  /** The rule of a name, or those of a category. */
  #idsOf(version: BufVersion, written: string): ReadonlySet<Id> {
    const name = this.#options.renamed?.get(written) ?? written;
    const found = this.#options.rules.filter(({ id, categories }) => {
      const own = categories[version];
      return own !== undefined && (id === name || own.includes(name));
    });
    return new Set(found.map(({ id }) => id));
  }
}

function holds(folder: string, path: string): boolean {
  return folder === '.' || folder === path || path.startsWith(`${folder}/`);
}
