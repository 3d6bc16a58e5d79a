/**
 * Random faults in real files, put to protoc and to us: the verdict is the same, and so is the line
 * of the first error. `bench/faults.ts` does the same with ten thousand.
 */
import { describe, expect, it } from 'vitest';
import { compareVerdicts, type Comparison } from '../support/faultComparison.ts';
import { faultCases } from '../support/faults.ts';
import { ourVerdict, protocVerdicts } from '../support/faultVerdicts.ts';

const seconds = 1000;

/** Cases of each sample. */
const sampleSize = 200;

/** A sample, and how many of its cases may differ: what `docs/PROTOC.md` keeps. */
interface Sample {
  readonly seed: number;
  readonly verdicts: number;
  readonly lines: number;
}

async function compareSample(seed: number): Promise<Comparison[]> {
  const cases = faultCases(seed, sampleSize);
  const verdicts = await protocVerdicts(cases);
  return cases.flatMap((fault, index) => {
    const protoc = verdicts[index];
    return protoc === undefined || protoc.crashed
      ? []
      : [compareVerdicts(fault, ourVerdict(fault), protoc)];
  });
}

/** What a failure shows: enough to run the case again. */
function describeCase({ fault, ours, protoc }: Comparison): string {
  const first = (errors: Comparison['ours']['errors']): string =>
    errors[0] === undefined ? 'accepted' : `${errors[0].line}: ${errors[0].message}`;
  const what = `${fault.name} (${fault.kinds.join(', ')}) in ${fault.entry}`;
  return `${what}: protoc ${first(protoc.errors)}; ours ${first(ours.errors)}`;
}

/** Of input that nobody has seen a little more may differ: the run names the seed, to look into it. */
const samples: readonly Sample[] = [
  { seed: 101, verdicts: 0, lines: 4 },
  { seed: 102, verdicts: 0, lines: 4 },
  { seed: Math.floor(Date.now() / 1000) % 1_000_000, verdicts: 1, lines: 8 },
];

describe('faults, with protoc asked at test time', () => {
  it.each(samples)(
    'have the same verdict and first line, seed $seed',
    { timeout: 60 * seconds },
    async ({ seed, verdicts, lines }) => {
      const compared = await compareSample(seed);
      const others = compared.filter((one) => !one.sameVerdict).map(describeCase);
      const elsewhere = compared.filter((one) => one.sameVerdict && !one.sameLine);
      expect(others.length, others.join('\n')).toBeLessThanOrEqual(verdicts);
      expect(elsewhere.length, elsewhere.map(describeCase).join('\n')).toBeLessThanOrEqual(lines);
    },
  );

  it('are the same for the same seed', () => {
    expect(faultCases(7, 20)).toEqual(faultCases(7, 20));
    expect(faultCases(7, 20)).not.toEqual(faultCases(8, 20));
  });
});
