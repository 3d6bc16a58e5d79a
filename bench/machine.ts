import { loadavg } from 'node:os';

/** 64 MB: more than the caches of a processor hold. */
const places = 1 << 24;
const reads = 2_000_000;

/**
 * What a machine can do at the moment, in a line: without it the figures of two days cannot be
 * compared, since neighbours of a virtual machine take memory bandwidth that no load shows.
 */
export function machineLine(when: string): string {
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  const counting = millisecondsOf(count).toFixed(0);
  return `machine ${when}: load ${load}, counting ${counting} ms, a random read ${readNs().toFixed(0)} ns`;
}

function count(): number {
  let sum = 0;
  for (let index = 0; index < 100_000_000; index++) {
    sum += index;
  }
  return sum;
}

/** Each read says where the next one is, so that none can begin before. */
function readNs(): number {
  const next = new Int32Array(places);
  for (let place = 0; place < places; place++) {
    // A full cycle through all places: Hull and Dobell, for a modulus that is a power of two.
    next[place] = (Math.imul(place, 1_664_525) + 1_013_904_223) & (places - 1);
  }
  let place = 0;
  const time = millisecondsOf(() => {
    for (let read = 0; read < reads; read++) {
      place = next[place] ?? 0;
    }
  });
  return place < 0 ? Number.NaN : (time * 1e6) / reads;
}

function millisecondsOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
