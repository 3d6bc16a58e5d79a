import type { ServiceInstance } from '../../../protocol/topology.ts';
import { sameValue } from './sameValue.ts';
import type { HistoryStep, Undo } from './historyStep.ts';

/** Bytes of objects, texts apart: about what a heap snapshot shows. */
const entryBytes = 250;
const changeBytes = 400;
const partBytes = 250;

/** The fields of an instance that are objects, in which nearly all of its bytes are. */
const parts = ['endpoints', 'checks', 'tags', 'metadata', 'registration'] as const;

/**
 * An instance that says what `after` says, and shares with `before` what is the same in both: of an
 * instance that fails and recovers all day only one registration is kept.
 */
export function sharing(
  before: ServiceInstance | undefined,
  after: ServiceInstance,
): ServiceInstance {
  if (before === undefined) {
    return after;
  }
  return {
    ...after,
    endpoints: shared(before.endpoints, after.endpoints),
    checks: shared(before.checks, after.checks),
    tags: shared(before.tags, after.tags),
    metadata: shared(before.metadata, after.metadata),
    registration: shared(before.registration, after.registration),
  };
}

function shared<T>(before: T, after: T): T {
  return sameValue(before, after) ? before : after;
}

/** About how many bytes a step keeps alive that the head does not. */
export function sizeOfStep(
  { undo, changes }: Pick<HistoryStep, 'undo' | 'changes'>,
  now: (undo: Extract<Undo, { kind: 'instance' }>) => ServiceInstance | undefined,
): number {
  return undo.reduce(
    (sum, each) =>
      sum + entryBytes + (each.kind === 'instance' ? ownBytes(each.before, now(each)) : 0),
    changes.length * changeBytes,
  );
}

function ownBytes(before: ServiceInstance | undefined, after: ServiceInstance | undefined): number {
  if (before === undefined) {
    return 0;
  }
  const own = parts.filter((part) => before[part] !== after?.[part]);
  return own.reduce((sum, part) => sum + partBytes + textLength(before[part]), partBytes);
}

/** Characters of all texts in a plain value. */
function textLength(value: unknown): number {
  if (typeof value === 'string') {
    return value.length;
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).reduce((sum, [name, each]) => sum + name.length + textLength(each), 0)
    : 0;
}
