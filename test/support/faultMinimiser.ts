/** Makes a case that differs smaller while it still differs in the same way. */
import { compareVerdicts } from './faultComparison.ts';
import type { FaultCase } from './faults.ts';
import { ourVerdict, protocVerdicts } from './faultVerdicts.ts';

/** How a case differs. */
export type Difference = 'verdict' | 'line';

/** Takes lines away, in halves and then one by one, a bounded number of times. */
export async function minimise(fault: FaultCase, what: Difference): Promise<FaultCase> {
  let best = fault;
  let budget = 300;
  for (const path of Object.keys(fault.files)) {
    for (let size = 64; size >= 1; size >>= 1) {
      for (let at = 0; at < lineCount(best, path) && budget > 0;) {
        budget--;
        const smaller = without(best, { path, at, size });
        if (await differs(smaller, what)) {
          best = smaller;
        } else {
          at += size;
        }
      }
    }
  }
  return best;
}

async function differs(fault: FaultCase, what: Difference): Promise<boolean> {
  const [protoc] = await protocVerdicts([fault]);
  if (protoc === undefined) {
    return false;
  }
  const { sameVerdict, sameLine } = compareVerdicts(fault, ourVerdict(fault), protoc);
  return what === 'verdict' ? !sameVerdict : sameVerdict && !sameLine;
}

function lineCount({ files }: FaultCase, path: string): number {
  return (files[path] ?? '').split('\n').length;
}

function without(
  fault: FaultCase,
  { path, at, size }: { readonly path: string; readonly at: number; readonly size: number },
): FaultCase {
  const lines = (fault.files[path] ?? '').split('\n');
  lines.splice(at, size);
  return { ...fault, files: { ...fault.files, [path]: lines.join('\n') } };
}
