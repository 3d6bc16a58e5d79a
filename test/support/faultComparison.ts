import type { FaultCase } from './faults.ts';
import type { Finding, Verdict } from './faultVerdicts.ts';

/** Both verdicts on a case. */
export interface Comparison {
  readonly fault: FaultCase;
  readonly ours: Verdict;
  readonly protoc: Verdict;
  readonly sameVerdict: boolean;
  /** Whether the first error that each reports is on the same line; true where there is none. */
  readonly sameLine: boolean;
  /** Whether the topmost errors of the file with the first error are on the same line. */
  readonly sameSmallestLine: boolean;
  /** Whether the lines with warnings are the same. */
  readonly sameWarnings: boolean;
}

export function compareVerdicts(fault: FaultCase, ours: Verdict, protoc: Verdict): Comparison {
  return {
    fault,
    ours,
    protoc,
    sameVerdict: ours.accepted === protoc.accepted,
    sameLine: samePlace(ours.errors[0], protoc.errors[0]),
    sameSmallestLine: samePlace(topmost(ours.errors), topmost(protoc.errors)),
    sameWarnings: places(ours.warnings, protoc.warnings) === places(protoc.warnings, ours.warnings),
  };
}

/** An error that protoc places in the file alone is placed anywhere in it. */
function samePlace(ours: Finding | undefined, protoc: Finding | undefined): boolean {
  return ours?.path === protoc?.path && (protoc?.line === 0 || ours?.line === protoc?.line);
}

function topmost(errors: readonly Finding[]): Finding | undefined {
  const [first] = errors;
  return (
    errors
      .filter(({ path, line }) => path === first?.path && line > 0)
      .reduce<Finding | undefined>(
        (top, one) => (one.line < (top?.line ?? Infinity) ? one : top),
        undefined,
      ) ?? first
  );
}

/** Lines with warnings; what either places in the file alone counts for none. */
function places(findings: readonly Finding[], others: readonly Finding[]): string {
  const hasUnplaced = [...findings, ...others].some(({ line }) => line === 0);
  const lines = findings.map(({ path, line }) => `${path}:${line}`);
  return hasUnplaced ? String(findings.length) : [...new Set(lines)].sort().join('\n');
}
