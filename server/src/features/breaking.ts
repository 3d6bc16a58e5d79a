import {
  type BreakingFinding,
  type BreakingRuleId,
  breakingRulesFor,
  compareFile,
  type Element,
  elementIn,
  type ElementKind,
  elementsOf,
  extensionKey,
  type Schema,
} from '../breaking/index.ts';
import type { LinkedFile, SourceFile } from '../compiler/index.ts';
import {
  type Baseline,
  type ComparedModule,
  pathBelow,
  type Snapshot,
  wellKnownPathOf,
} from '../workspace/index.ts';
import { remembered } from './remembered.ts';

/**
 * What a document breaks for others since the baseline, one finding for each rule; none when
 * nothing asks for it, or while the baseline is still being read. A file that is gone has findings
 * too, with empty spans.
 */
export function breaking(snapshot: Snapshot, uri: string): readonly BreakingFinding[] {
  const { baseline } = snapshot;
  const module = snapshot.comparedModule(uri);
  if (baseline === undefined || module === undefined || wellKnownPathOf(uri) !== undefined) {
    return [];
  }
  const past = baseline.snapshot;
  const now = snapshot.linked(uri);
  const before = past.linked(uri);
  const isUnread = before === undefined && isThere(baseline, uri);
  if ((now === undefined && before === undefined) || isUnread) {
    return [];
  }
  const context = { snapshot, module };
  return compareFile({
    now,
    before,
    present: new SchemaView(snapshot, now, context),
    past: new SchemaView(past, before, context),
    basis: basesOf(baseline)(module.breaking),
  });
}

const basesOf = remembered<Baseline, (config: object) => object>(() => remembered(() => ({})));

const urisOf = remembered(({ snapshot }: Baseline) => new Set(snapshot.uris()));

/** Whether a file was there, read or not. */
export function isThere(baseline: Baseline, uri: string): boolean {
  return urisOf(baseline).has(uri);
}

/** States of files of which a rule wanted to know what the others define now. */
const dependent = new WeakSet<SourceFile>();

/**
 * Whether what a file breaks depends on the definitions of other files, as it does once something is
 * missing from it that may have moved. Known once it has been compared.
 */
export function dependsOnOthers(source: SourceFile): boolean {
  return dependent.has(source);
}

const noRules: ReadonlySet<BreakingRuleId> = new Set();

interface Compared {
  /** The present one, which says what belongs together at both times. */
  readonly snapshot: Snapshot;
  readonly module: ComparedModule;
}

/** The files of a module at one time, seen from one of them. */
class SchemaView implements Schema {
  readonly #snapshot: Snapshot;
  readonly #own: LinkedFile | undefined;
  readonly #compared: Compared;
  readonly #rules = new Map<LinkedFile, ReadonlySet<BreakingRuleId>>();

  constructor(snapshot: Snapshot, own: LinkedFile | undefined, compared: Compared) {
    this.#snapshot = snapshot;
    this.#own = own;
    this.#compared = compared;
  }

  find(kind: ElementKind, fullName: string): Element | undefined {
    const found = this.#own && elementIn(this.#own, kind, fullName);
    return found ?? this.#findElsewhere(kind, fullName);
  }

  extension(key: string): Element | undefined {
    return extensionsOf(this.#snapshot)
      .get(key)
      ?.find(({ file }) => this.#isOfModule(file));
  }

  hasPackage(name: string): boolean {
    return this.#own?.packageName === name || this.#firstOf(name) !== undefined;
  }

  hasAny(kind: ElementKind, packageName: string): boolean {
    const own = this.#own?.packageName === packageName ? this.#own : undefined;
    const uri = own && this.#snapshot.uriOf(own.source);
    return (
      (uri !== undefined && this.#defines(uri, kind)) ||
      this.#others(packageName).some((each) => this.#defines(each, kind) && this.#holds(each))
    );
  }

  #others(packageName: string): readonly string[] {
    this.#noteDependence();
    return packagesOf(this.#snapshot).get(packageName) ?? [];
  }

  #noteDependence(): void {
    if (this.#own !== undefined && this.#snapshot === this.#compared.snapshot) {
      dependent.add(this.#own.source);
    }
  }

  #defines(uri: string, kind: ElementKind): boolean {
    return this.#snapshot.summary(uri).definitions.some((each) => each.kind === kind);
  }

  isFirstOfPackage(file: LinkedFile): boolean {
    return this.#firstOf(file.packageName) === this.#snapshot.uriOf(file.source);
  }

  rulesOf(file: LinkedFile): ReadonlySet<BreakingRuleId> {
    const rules = this.#rules.get(file) ?? this.#readRules(file);
    this.#rules.set(file, rules);
    return rules;
  }

  #readRules(file: LinkedFile): ReadonlySet<BreakingRuleId> {
    const { root, breaking: config } = this.#compared.module;
    const uri = this.#snapshot.uriOf(file.source);
    const path = uri === undefined ? undefined : pathBelow(root, uri);
    return path === undefined
      ? noRules
      : breakingRulesFor(config, { path, packageName: file.packageName });
  }

  /** The message of a map is defined by the message around it. */
  #findElsewhere(kind: ElementKind, fullName: string): Element | undefined {
    this.#noteDependence();
    const names = [fullName, ...(kind === 'message' ? [parentOf(fullName)] : [])];
    for (const name of names) {
      const short = name.slice(name.lastIndexOf('.') + 1);
      for (const uri of this.#snapshot.filesDefining(short)) {
        const { definitions } = this.#snapshot.summary(uri);
        const isHere = this.#holds(uri) && definitions.some((each) => each.fullName === name);
        const linked = isHere ? this.#snapshot.linked(uri) : undefined;
        const found = linked && elementIn(linked, kind, fullName);
        if (found !== undefined) {
          return found;
        }
      }
    }
    return undefined;
  }

  #firstOf(packageName: string): string | undefined {
    const uris = packagesOf(this.#snapshot).get(packageName) ?? [];
    return uris.find((uri) => this.#holds(uri));
  }

  #isOfModule({ source }: LinkedFile): boolean {
    const uri = this.#snapshot.uriOf(source);
    return uri !== undefined && this.#holds(uri);
  }

  #holds(uri: string): boolean {
    const { snapshot, module } = this.#compared;
    return wellKnownPathOf(uri) === undefined && snapshot.comparedModule(uri)?.root === module.root;
  }
}

function parentOf(fullName: string): string {
  return fullName.slice(0, Math.max(fullName.lastIndexOf('.'), 0));
}

/** The files of each package, in order of their URIs. */
const packagesOf = remembered((snapshot: Snapshot): ReadonlyMap<string, readonly string[]> => {
  const byName = new Map<string, string[]>();
  for (const uri of snapshot.uris()) {
    const { packageName } = snapshot.summary(uri);
    pushTo(byName, packageName, uri);
  }
  byName.forEach((uris) => uris.sort());
  return byName;
});

/** Every extension that a file which has been read defines, by its key. */
const extensionsOf = remembered((snapshot: Snapshot): ReadonlyMap<string, readonly Element[]> => {
  const byKey = new Map<string, Element[]>();
  for (const uri of snapshot.uris()) {
    const { definitions } = snapshot.summary(uri);
    const linked = definitions.some(({ kind }) => kind === 'extension') && snapshot.linked(uri);
    const found = linked ? [...elementsOf(linked).values()] : [];
    for (const element of found.flatMap(({ extension }) => [...extension.values()])) {
      const key = extensionKey(element.symbol);
      if (key !== undefined) {
        pushTo(byKey, key, element);
      }
    }
  }
  return byKey;
});

function pushTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [item]);
  } else {
    list.push(item);
  }
}
