import type { Diagnostic, LinkedFile, Node, ProtoSymbol, Span } from '../compiler/index.ts';
import type { Element, ElementKind } from './elements.ts';
import type { BreakingRuleId } from './ruleTable.ts';

/** A place of the earlier text. */
export interface Earlier extends Span {
  readonly file: LinkedFile;
}

/** What happened, for those who offer to undo it. Findings of one cause share one object. */
export type Change =
  /** The text at `now` says something else than the earlier one at `before`. */
  | {
      readonly kind: 'changed';
      readonly now: Span;
      readonly before: Span;
      /** Such as `type`. */
      readonly what: string;
    }
  /** What `before` was is no more; `gap` is where it stood. */
  | {
      readonly kind: 'deleted';
      readonly before: ProtoSymbol;
      /** The definition around it as it is now; absent for what stood at file level. */
      readonly owner: ProtoSymbol | undefined;
      readonly gap: Span;
    }
  /** A statement of the file or a block is no more, or was not there: `before` is its text. */
  | {
      readonly kind: 'statement';
      readonly now: Node | undefined;
      readonly before: Node | undefined;
      readonly what: string;
    }
  /** Numbers and names may be used again. */
  | {
      readonly kind: 'unreserved';
      readonly owner: ProtoSymbol;
      readonly ranges: readonly (readonly [start: number, end: number])[];
      readonly names: readonly string[];
    };

/** Where `buf breaking` puts a finding: in the file, at its beginning, or in no file at all. */
export type BufPlace = Span | 'file' | 'nowhere';

/** A broken rule. `code` is its name; the span is the smallest that shows what is meant. */
export interface BreakingFinding extends Diagnostic {
  readonly code: BreakingRuleId;
  readonly place: BufPlace;
  readonly earlier: Earlier | undefined;
  readonly change: Change | undefined;
}

/** The files of a module at one time, by what rules ask for. */
export interface Schema {
  find(kind: ElementKind, fullName: string): Element | undefined;
  /** By `extensionKey`. */
  extension(key: string): Element | undefined;
  hasPackage(name: string): boolean;
  /** Whether a package defines anything of a kind. */
  hasAny(kind: ElementKind, packageName: string): boolean;
  /** Whether a file is the first of its package by path, so that it speaks for the package. */
  isFirstOfPackage(file: LinkedFile): boolean;
  /** The rules that hold for one of its files. */
  rulesOf(file: LinkedFile): ReadonlySet<BreakingRuleId>;
}

/** One file at two times; one of the two may be absent. */
export interface BreakingInput {
  readonly now: LinkedFile | undefined;
  readonly before: LinkedFile | undefined;
  readonly present: Schema;
  readonly past: Schema;
  /**
   * The same object for the same `past` and the same rules: what a part of a file was found to keep
   * then is not compared again. Absent where there is no later time.
   */
  readonly basis?: object | undefined;
}

/** One broken rule on its way to a finding. */
export interface Broken {
  readonly rule: BreakingRuleId;
  readonly message: string;
  /** What to underline. */
  readonly span: Span;
  readonly place: BufPlace;
  /** What it is about in the earlier text; absent when nothing was there. */
  readonly earlier: Earlier | undefined;
  readonly change?: Change | undefined;
}

/** Collects findings, without those that hold for neither of the two files. */
export class Findings {
  readonly list: BreakingFinding[] = [];
  readonly #rules: ReadonlySet<BreakingRuleId>;
  readonly #past: Schema;

  constructor({ now, before, present, past }: BreakingInput) {
    const file = now ?? before;
    const rules = now === undefined ? before && past.rulesOf(before) : present.rulesOf(now);
    this.#rules = file === undefined || rules === undefined ? new Set() : rules;
    this.#past = past;
  }

  /** Whether there is no rule to look at. */
  get isOff(): boolean {
    return this.#rules.size === 0;
  }

  /** Whether a rule is to be looked at. */
  has(rule: BreakingRuleId): boolean {
    return this.#rules.has(rule);
  }

  /** Reports a rule as broken. */
  add({ rule, message, span, place, earlier, change }: Broken): void {
    const isIgnored = earlier !== undefined && !this.#past.rulesOf(earlier.file).has(rule);
    if (!this.has(rule) || isIgnored) {
      return;
    }
    const { start, end } = span;
    const found = { severity: 'warning', start, end, message, related: [], fixes: [] } as const;
    this.list.push({ ...found, code: rule, place, earlier, change });
  }
}

/** A place of a file as it was. */
export function earlierAt(file: LinkedFile, { start, end }: Span): Earlier {
  return { file, start, end };
}

/** The same thing at two times. */
export interface Pair {
  readonly now: Element;
  readonly before: Element;
}
