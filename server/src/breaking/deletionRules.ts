/** Rules about definitions that are in their file, or in their package, no more. */
import type { LinkedFile, ProtoSymbol, Span } from '../compiler/index.ts';
import { type Element, type ElementKind, elementsOf, nestedName } from './elements.ts';
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

/** Reports what a file defined and defines no more. */
export function findDeleted(input: BreakingInput, findings: Findings): void {
  const { now, before, present } = input;
  if (before === undefined) {
    return;
  }
  deletedPackage(input, before, findings);
  const gaps = new Gaps(now);
  for (const { kind, ofFile, ofPackage } of rules) {
    const names = now && new Set([...elementsOf(now)[kind].values()].map(nestedName));
    for (const element of elementsOf(before)[kind].values()) {
      const deleted: DeletedElement = { kind, element, now, gaps };
      if (findings.has(ofFile) && names?.has(nestedName(element)) === false) {
        report(deleted, { rule: ofFile, from: 'its file' }, findings);
      }
      if (findings.has(ofPackage) && isGoneFromPackage(present, kind, element)) {
        const from = `package "${before.packageName}"`;
        report(deleted, { rule: ofPackage, from }, findings);
      }
    }
  }
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

function report(
  { kind, element, now, gaps }: DeletedElement,
  { rule, from }: { readonly rule: BreakingRuleId; readonly from: string },
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
      const owner = messageIn(now, nestedName({ symbol: parent, file }));
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

/** The message of a file by its name without the package. */
function messageIn(file: LinkedFile, name: string): ProtoSymbol | undefined {
  const fullName = file.packageName === '' ? name : `${file.packageName}.${name}`;
  return elementsOf(file).message.get(fullName)?.symbol;
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
