import { type BreakingFinding, type BreakingRuleId, type Earlier } from '../breaking/index.ts';
import type { Diagnostic, LinkedFile } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { breaking, isThere } from './breaking.ts';
import { breakingFixes } from './breakingFixes.ts';

/** A breaking change as people see it. */
export interface ShownBreaking extends Diagnostic {
  readonly code: BreakingRuleId;
  /** Whether nobody asked for it, so that it stays in the background. */
  readonly isQuiet: boolean;
  readonly earlier: Earlier | undefined;
}

/** More of one file would help nobody. */
const maximumShown = 500;

/** Whether a finding is about a breaking change. */
export function isShownBreaking(finding: Diagnostic): finding is ShownBreaking {
  return 'isQuiet' in finding;
}

/**
 * What the change of a document breaks, one finding for each cause, with its fixes. In an open file
 * alone: what is not being edited is told on the command line.
 */
export function breakingFindings(
  snapshot: Snapshot,
  uri: string,
  linked: LinkedFile,
): readonly ShownBreaking[] {
  const module = snapshot.isOpen(uri) ? snapshot.comparedModule(uri) : undefined;
  if (module === undefined || !snapshot.isOwn(uri)) {
    return [];
  }
  const isQuiet = !module.isAsked;
  const found = [...withoutRepeats(breaking(snapshot, uri)), ...renamedFile(snapshot, uri, linked)];
  return found
    .filter(({ change }) => change?.kind !== 'deleted' || !isHalfTyped(linked))
    .slice(0, maximumShown)
    .map((finding) => ({ ...finding, isQuiet, fixes: breakingFixes(linked, finding) }));
}

/** What a brace too few or too many hides is not deleted yet. */
function isHalfTyped({ source }: LinkedFile): boolean {
  return source.diagnostics.some(({ severity }) => severity === 'error');
}

/** Of findings at one place, rules that say no more than another one does. */
const impliedBy: Partial<Record<BreakingRuleId, readonly BreakingRuleId[]>> = {
  FIELD_SAME_JSON_NAME: ['FIELD_SAME_NAME'],
  FIELD_SAME_CARDINALITY: ['FIELD_SAME_ONEOF'],
  MESSAGE_SAME_REQUIRED_FIELDS: ['FIELD_SAME_CARDINALITY'],
  PACKAGE_NO_DELETE: ['FILE_SAME_PACKAGE'],
};

function withoutRepeats(findings: readonly BreakingFinding[]): readonly BreakingFinding[] {
  const causes = new Set<BreakingFinding['change']>();
  const places = new Map<string, Set<BreakingRuleId>>();
  for (const finding of findings) {
    const key = placeKey(finding);
    places.set(key, (places.get(key) ?? new Set()).add(finding.code));
  }
  return findings.filter((finding) => {
    const { change, code } = finding;
    const others = places.get(placeKey(finding));
    const isImplied = impliedBy[code]?.some((other) => others?.has(other)) === true;
    const isRepeated = change !== undefined && causes.has(change);
    causes.add(change);
    return !isImplied && !isRepeated && !isOfMap(finding);
  });
}

function placeKey({ start, end }: BreakingFinding): string {
  return `${start} ${end}`;
}

/** The message of a map goes with its field. */
function isOfMap({ change }: BreakingFinding): boolean {
  return (
    change?.kind === 'deleted' &&
    change.before.kind === 'message' &&
    change.before.node.kind === 'field'
  );
}

/** A file that is new, and has the definitions of one that is gone. */
function renamedFile(
  snapshot: Snapshot,
  uri: string,
  { source }: LinkedFile,
): readonly BreakingFinding[] {
  const { baseline } = snapshot;
  if (baseline === undefined || isThere(baseline, uri)) {
    return [];
  }
  const past = baseline.snapshot;
  const { packageName, definitions } = snapshot.summary(uri);
  const ownStart = packageName === '' ? 0 : packageName.length + 1;
  const gone = new Set(
    definitions
      .filter(({ name, fullName }) => fullName.length === ownStart + name.length)
      .flatMap(({ name, fullName }) =>
        past
          .filesDefining(name)
          .filter((file) =>
            past.summary(file).definitions.some((each) => each.fullName === fullName),
          ),
      )
      .filter((file) => snapshot.source(file) === undefined),
  );
  return [...gone].flatMap((file) =>
    breaking(snapshot, file)
      .filter(({ code }) => code === 'FILE_NO_DELETE')
      .map((finding) => {
        const { start, end } = source.tree.members[0] ?? { start: 0, end: 0 };
        const message = `${finding.message}, and its definitions are here now`;
        return { ...finding, start, end, message };
      }),
  );
}
