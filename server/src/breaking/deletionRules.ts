/** Rules about definitions that are in their file, or in their package, no more. */
import { type LinkedFile, type ProtoSymbol, qualify, type Span } from '../compiler/index.ts';
import { type Element, elementIn, type ElementKind, elementsOf, nestedName } from './elements.ts';
import {
  earlierAt,
  type BreakingInput,
  type Change,
  type Findings,
  type Schema,
} from './finding.ts';
import { startOf } from './fileRules.ts';
import { bodyOf, gapOf } from './places.ts';
import type { BreakingRuleId } from './ruleTable.ts';
import { siblingsIn } from './siblings.ts';

interface DeletionRules {
  readonly kind: ElementKind;
  readonly ofFile: BreakingRuleId;
  readonly ofPackage: BreakingRuleId;
}

const rules: readonly DeletionRules[] = [
  { kind: 'message', ofFile: 'MESSAGE_NO_DELETE', ofPackage: 'PACKAGE_MESSAGE_NO_DELETE' },
  { kind: 'enum', ofFile: 'ENUM_NO_DELETE', ofPackage: 'PACKAGE_ENUM_NO_DELETE' },
  { kind: 'extension', ofFile: 'EXTENSION_NO_DELETE', ofPackage: 'PACKAGE_EXTENSION_NO_DELETE' },
  { kind: 'service', ofFile: 'SERVICE_NO_DELETE', ofPackage: 'PACKAGE_SERVICE_NO_DELETE' },
];

/**
 * Reports what a file defined and defines no more, but for the names at file level of which all is
 * `kept`. Gives those below which something is missing.
 */
export function findDeleted(
  input: BreakingInput,
  kept: ReadonlySet<string>,
  findings: Findings,
): ReadonlySet<string> {
  const { now, before, present } = input;
  const incomplete = new Set<string>();
  if (before === undefined) {
    return incomplete;
  }
  deletedPackage(input, before, findings);
  const gaps = new Gaps(now);
  const report = (name: string, deleted: DeletedElement, reason: Reason): void => {
    incomplete.add(name);
    reportDeleted(deleted, reason, findings);
  };
  for (const [name, elements] of elementsOf(before)) {
    for (const { kind, ofFile, ofPackage } of kept.has(name) ? [] : rules) {
      for (const element of elements[kind].values()) {
        const deleted: DeletedElement = { kind, element, now, gaps };
        if (findings.has(ofFile) && now !== undefined && !isIn(now, kind, element)) {
          report(name, deleted, { rule: ofFile, from: 'its file' });
        }
        if (findings.has(ofPackage) && isGoneFromPackage(present, kind, element)) {
          report(name, deleted, { rule: ofPackage, from: `package "${before.packageName}"` });
        }
      }
    }
  }
  return incomplete;
}

/** By its name in the package, which may be another one now. */
function isIn(now: LinkedFile, kind: ElementKind, element: Element): boolean {
  return elementIn(now, kind, qualify(now.packageName, nestedName(element))) !== undefined;
}

/**
 * A package that is no more is spoken of as a whole. As in `buf breaking` one without any messages,
 * enums or extensions is not looked at for those.
 */
function isGoneFromPackage(
  present: Schema,
  kind: ElementKind,
  { symbol, file: { packageName } }: Element,
): boolean {
  const isLookedAt =
    kind === 'service' ? present.hasPackage(packageName) : present.hasAny(kind, packageName);
  return isLookedAt && !present.find(kind, symbol.fullName);
}

interface DeletedElement {
  readonly kind: ElementKind;
  readonly element: Element;
  /** Its file as it is; absent when that is gone too. */
  readonly now: LinkedFile | undefined;
  readonly gaps: Gaps;
}

interface Reason {
  readonly rule: BreakingRuleId;
  readonly from: string;
}

function reportDeleted(
  { kind, element, now, gaps }: DeletedElement,
  { rule, from }: Reason,
  findings: Findings,
): void {
  const change = gaps.changeOf(element);
  findings.add({
    rule,
    message: `${kind} "${nestedName(element)}" was deleted from ${from}`,
    span: change?.gap ?? { start: 0, end: 0 },
    place: now === undefined ? 'nowhere' : (change?.owner?.node ?? 'file'),
    earlier: earlierAt(element.file, element.symbol.node),
    change,
  });
}

type Deletion = Extract<Change, { kind: 'deleted' }>;

/** Where things of a file were deleted. What went with a message is of one cause with it. */
class Gaps {
  readonly #now: LinkedFile | undefined;
  readonly #changes = new Map<ProtoSymbol, Deletion>();

  constructor(now: LinkedFile | undefined) {
    this.#now = now;
  }

  /** Absent when the file is gone. */
  changeOf({ symbol, file }: Element): Deletion | undefined {
    const now = this.#now;
    if (now === undefined) {
      return undefined;
    }
    let outermost = symbol;
    for (let parent = symbol.parent; parent !== undefined; parent = parent.parent) {
      const name = qualify(now.packageName, nestedName({ symbol: parent, file }));
      const owner = elementIn(now, 'message', name)?.symbol;
      if (owner !== undefined) {
        return this.#change(outermost, { owner, around: parent, now });
      }
      outermost = parent;
    }
    const known = this.#changes.get(outermost);
    const gap = gapIn(outermost, file.topLevel, now.topLevel, now, undefined);
    return known ?? this.#keep({ kind: 'deleted', before: outermost, owner: undefined, gap });
  }

  #change(
    before: ProtoSymbol,
    { owner, around, now }: { owner: ProtoSymbol; around: ProtoSymbol; now: LinkedFile },
  ): Deletion {
    const siblings = siblingsIn(around, undefined);
    const known = this.#changes.get(before);
    const gap = gapIn(before, siblings, siblingsIn(owner, undefined), now, owner);
    return known ?? this.#keep({ kind: 'deleted', before, owner, gap });
  }

  #keep(change: Deletion): Deletion {
    this.#changes.set(change.before, change);
    return change;
  }
}

function gapIn(
  symbol: ProtoSymbol,
  siblings: readonly ProtoSymbol[],
  now: readonly ProtoSymbol[],
  { source }: LinkedFile,
  owner: ProtoSymbol | undefined,
): Span {
  return gapOf({ symbol, siblings, now, source, body: owner && bodyOf(owner) });
}

/** Once for a package, by the first file that was in it. */
function deletedPackage(
  { now, present, past }: BreakingInput,
  before: LinkedFile,
  findings: Findings,
): void {
  const { packageName, source } = before;
  const isGone = findings.has('PACKAGE_NO_DELETE') && !present.hasPackage(packageName);
  if (!isGone || !past.isFirstOfPackage(before)) {
    return;
  }
  const statements = (now ?? before).source.tree.members;
  const statement = statements.find(({ kind }) => kind === 'package');
  findings.add({
    rule: 'PACKAGE_NO_DELETE',
    message: `package "${packageName}" was deleted`,
    span: now === undefined ? { start: 0, end: 0 } : (statement ?? startOf(now)),
    place: 'nowhere',
    earlier: earlierAt(before, { start: 0, end: Math.min(1, source.text.length) }),
  });
}

/** Reports a file that is no more. */
export function deletedFile(before: LinkedFile, findings: Findings): void {
  findings.add({
    rule: 'FILE_NO_DELETE',
    message: `file "${before.source.path}" was deleted`,
    span: { start: 0, end: 0 },
    place: 'nowhere',
    earlier: earlierAt(before, { start: 0, end: 0 }),
  });
}
