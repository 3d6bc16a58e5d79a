import type { Steps } from '../../server/src/features/index.ts';

/** What work that gives way comes to when nobody wants a turn. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}
