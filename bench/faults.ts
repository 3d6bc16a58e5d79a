/**
 * How often our verdict on hostile input is that of protoc, and how often the first error is on the
 * same line: random faults in real files, put to both. Prints the agreement, by kind of fault too,
 * and writes the cases that differ to `test-results/faults/`.
 *
 * Usage: node bench/faults.ts [--count 10000] [--seed N] [--jobs 2] [--minimise]
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Comparison, compareVerdicts } from '../test/support/faultComparison.ts';
import { minimise } from '../test/support/faultMinimiser.ts';
import { type FaultCase, faultCases, isEditions } from '../test/support/faults.ts';
import { ourVerdict, protocVerdicts } from '../test/support/faultVerdicts.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    jobs: { type: 'string', default: '2' },
    only: { type: 'string' },
    minimise: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const output = resolve(import.meta.dirname, '../test-results/faults');
const batchSize = 100;

const started = performance.now();
const all = faultCases(seed, Number(values.count));
const cases = values.only === undefined ? all : all.filter((one) => one.name === values.only);
const compared = await compareAll();
const comparisons = compared.filter((one) => !one.protoc.crashed);
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
report('all', comparisons);
report(
  'editions',
  comparisons.filter((one) => isEditions(one.fault)),
);
reportKinds();
await writeDifferences();
console.log(
  `seed ${seed}, ${cases.length} cases, of which ${compared.length - comparisons.length} crash ` +
    `protoc and do not count, ${Math.round((performance.now() - started) / 1000)} s`,
);

async function compareAll(): Promise<Comparison[]> {
  const results: Comparison[] = [];
  const batches: FaultCase[][] = [];
  for (let at = 0; at < cases.length; at += batchSize) {
    batches.push(cases.slice(at, at + batchSize));
  }
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const theirs = await protocVerdicts(batch);
      batch.forEach((fault, index) => {
        const protoc = theirs[index];
        if (protoc !== undefined) {
          results.push(compareVerdicts(fault, ourVerdict(fault), protoc));
        }
      });
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  return results;
}

function report(name: string, some: readonly Comparison[]): void {
  const same = some.filter((one) => one.sameVerdict).length;
  const rejected = some.filter((one) => one.sameVerdict && !one.protoc.accepted);
  const line = rejected.filter((one) => one.sameLine).length;
  const smallest = rejected.filter((one) => one.sameSmallestLine).length;
  const warned = some.filter((one) => one.protoc.accepted && one.sameVerdict);
  const warnings = warned.filter((one) => one.sameWarnings).length;
  console.log(
    `${name}: verdict ${share(same, some.length)}, line of the first error ` +
      `${share(line, rejected.length)} (smallest line ${share(smallest, rejected.length)}), ` +
      `warnings ${share(warnings, warned.length)}`,
  );
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(2)} % (${part} of ${whole})`;
}

function reportKinds(): void {
  const kinds = [...new Set(comparisons.flatMap((one) => one.fault.kinds))].sort();
  for (const kind of kinds) {
    const some = comparisons.filter((one) => one.fault.kinds.includes(kind));
    const verdicts = some.filter((one) => !one.sameVerdict).length;
    const lines = some.filter((one) => one.sameVerdict && !one.sameLine).length;
    console.log(`  ${kind}: ${some.length} cases, ${verdicts} verdicts and ${lines} lines differ`);
  }
}

async function writeDifferences(): Promise<void> {
  const lines: string[] = [];
  for (const one of comparisons.filter((some) => !some.sameVerdict || !some.sameLine)) {
    const what = one.sameVerdict ? 'line' : 'verdict';
    const small = values.minimise ? await minimise(one.fault, what) : one.fault;
    for (const [path, text] of Object.entries(small.files)) {
      const file = join(output, what, one.fault.name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    lines.push(describe(one, what));
  }
  writeFileSync(join(output, 'warnings.txt'), comparisons.flatMap(describeWarnings).join('\n'));
  writeFileSync(join(output, 'differences.txt'), `${lines.sort().join('\n')}\n`);
}

function describeWarnings({ fault, ours, protoc, ...same }: Comparison): string[] {
  if (!protoc.accepted || !same.sameVerdict || same.sameWarnings) {
    return [];
  }
  const show = (findings: Comparison['ours']['warnings']): string =>
    findings.map(({ path, line, message }) => `    ${path}:${line}: ${message}`).join('\n');
  return [`${fault.name}\n  protoc\n${show(protoc.warnings)}\n  ours\n${show(ours.warnings)}`];
}

function describe({ fault, ours, protoc }: Comparison, what: string): string {
  const show = (errors: Comparison['ours']['errors']): string => {
    const [first] = errors;
    return first === undefined ? 'accepted' : `${first.path}:${first.line}: ${first.message}`;
  };
  return [
    `${what}\t${fault.name}\t${fault.kinds.join('+')}\t${fault.entry}`,
    `    protoc: ${show(protoc.errors)}`,
    `    ours:   ${show(ours.errors)}`,
  ].join('\n');
}
