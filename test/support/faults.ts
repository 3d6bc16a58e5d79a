/**
 * A seeded source of faults: sound files with one to three things wrong, most of them such as a
 * person or a merge makes. The same seed and index always give the same case.
 */
import { type FaultBase, faultBases } from './faultBases.ts';
import { faultKinds } from './faultKinds.ts';
import { createRandom, type Random } from './random.ts';

/** Files to compile, of which at least one has a fault. Some faults leave the file sound. */
export interface FaultCase {
  /** `seed-index`, which reproduces it. */
  readonly name: string;
  /** What was done, in order. */
  readonly kinds: readonly string[];
  /** Name of the base. */
  readonly base: string;
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Cases `0` to `count - 1` of a seed. */
export function faultCases(seed: number, count: number): FaultCase[] {
  const bases = faultBases();
  return Array.from({ length: count }, (_, index) => faultCase(bases, seed, index));
}

function faultCase(
  bases: ReadonlyMap<string, readonly FaultBase[]>,
  seed: number,
  index: number,
): FaultCase {
  const random = createRandom(seed * 1_000_003 + index);
  const group = random.weighted(groupWeights);
  const base = random.pick(bases.get(group) ?? []);
  const target = random.chance(0.85) ? base.entry : random.pick(Object.keys(base.files));
  const wanted = random.weighted(faultCounts);
  const kinds: string[] = [];
  let text = base.files[target] ?? '';
  for (let tries = 0; kinds.length < wanted && tries < 20; tries++) {
    const kind = random.pick(faultKinds);
    const changed = kind.apply(random, text);
    if (changed !== undefined && changed !== text) {
      text = changed;
      kinds.push(kind.name);
    }
  }
  const files = { ...base.files, [target]: text };
  return { name: `${seed}-${index}`, kinds, base: base.name, entry: base.entry, files };
}

const groupWeights: readonly (readonly [string, number])[] = [
  ['google', 30],
  ['corpus', 15],
  ['demo', 10],
  ['rich', 30],
  ['verdict', 15],
];

const faultCounts: readonly (readonly [number, number])[] = [
  [1, 80],
  [2, 14],
  [3, 6],
];

/** Whether a case is about a file of editions. */
export function isEditions({ entry, files }: FaultCase): boolean {
  return /^\s*edition\s*=/m.test(files[entry] ?? '');
}

export type { Random };
