/** Lines `start`..`end` of a text, `end` exclusive, and what stands in their place. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** What turns the lines `before` into `after`, in order. Lines that are the same are left alone. */
export function changedLines(before: readonly string[], after: readonly string[]): LineChange[] {
  const changes: LineChange[] = [];
  const pending: [Part, Part][] = [
    [
      { start: 0, end: before.length },
      { start: 0, end: after.length },
    ],
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [old, fresh] = withoutSameEnds(before, after, next);
    const anchors = anchorsOf(before, after, old, fresh);
    if (anchors.length > 0) {
      partsBetween(old, fresh, anchors)
        .reverse()
        .forEach((part) => void pending.push(part));
    } else if (old.end > old.start || fresh.end > fresh.start) {
      changes.push({ ...old, lines: after.slice(fresh.start, fresh.end) });
    }
  }
  return changes;
}

function withoutSameEnds(
  before: readonly string[],
  after: readonly string[],
  [old, fresh]: readonly [Part, Part],
): [Part, Part] {
  const shorter = Math.min(old.end - old.start, fresh.end - fresh.start);
  let head = 0;
  while (head < shorter && before[old.start + head] === after[fresh.start + head]) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && before[old.end - 1 - tail] === after[fresh.end - 1 - tail]) {
    tail++;
  }
  return [
    { start: old.start + head, end: old.end - tail },
    { start: fresh.start + head, end: fresh.end - tail },
  ];
}

interface Anchor {
  readonly old: number;
  readonly fresh: number;
}

/** Lines that both parts have once, as many of them as stand in the same order. */
function anchorsOf(
  before: readonly string[],
  after: readonly string[],
  old: Part,
  fresh: Part,
): Anchor[] {
  const inOld = placesOfUnique(before, old);
  const inFresh = placesOfUnique(after, fresh);
  const shared: Anchor[] = [];
  for (const [line, at] of inOld) {
    const other = inFresh.get(line);
    if (at !== undefined && other !== undefined) {
      shared.push({ old: at, fresh: other });
    }
  }
  return longestInOrder(shared);
}

/** By line: its place, or undefined when it stands there more than once. */
function placesOfUnique(lines: readonly string[], { start, end }: Part) {
  const places = new Map<string, number | undefined>();
  for (let at = start; at < end; at++) {
    const line = lines[at] ?? '';
    places.set(line, places.has(line) ? undefined : at);
  }
  return places;
}

/** The longest run of anchors whose second places ascend; the first ones do already. */
function longestInOrder(anchors: readonly Anchor[]): Anchor[] {
  const tops: number[] = [];
  const previous: (number | undefined)[] = [];
  anchors.forEach(({ fresh }, index) => {
    const pile = firstNotBelow(tops, fresh, anchors);
    previous[index] = tops[pile - 1];
    tops[pile] = index;
  });
  const chain: Anchor[] = [];
  for (let at = tops.at(-1); at !== undefined; at = previous[at]) {
    const anchor = anchors[at];
    if (anchor !== undefined) {
      chain.push(anchor);
    }
  }
  return chain.reverse();
}

function firstNotBelow(tops: readonly number[], fresh: number, anchors: readonly Anchor[]): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((anchors[tops[middle] ?? 0]?.fresh ?? 0) < fresh) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function partsBetween(old: Part, fresh: Part, anchors: readonly Anchor[]): [Part, Part][] {
  const parts: [Part, Part][] = [];
  let from: Anchor = { old: old.start, fresh: fresh.start };
  for (const anchor of [...anchors, { old: old.end, fresh: fresh.end }]) {
    parts.push([
      { start: from.old, end: anchor.old },
      { start: from.fresh, end: anchor.fresh },
    ]);
    from = { old: anchor.old + 1, fresh: anchor.fresh + 1 };
  }
  return parts;
}
