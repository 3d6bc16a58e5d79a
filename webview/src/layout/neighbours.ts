import type { Link } from './placement.ts';

/** Who calls or is called by whom, each once and never by oneself, among some cards. */
export function neighboursOf(
  ids: readonly string[],
  links: readonly Link[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map(ids.map((id) => [id, new Set<string>()]));
  for (const { from, to } of links) {
    if (from !== to && neighbours.has(from) && neighbours.has(to)) {
      neighbours.get(from)?.add(to);
      neighbours.get(to)?.add(from);
    }
  }
  return neighbours;
}
