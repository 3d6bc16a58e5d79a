import type { Focus } from '../../../protocol/views.ts';
import { addTo } from '../layout/multimap.ts';

interface Link {
  readonly from: string;
  readonly to: string;
}

/** Ids of the services within reach of a focus, its own too, by the links given. */
export function neighbourhood(focus: Focus, links: Iterable<Link>): ReadonlySet<string> {
  const next = stepsOf(focus, links);
  const reached = new Set([focus.serviceId]);
  let edge = [focus.serviceId];
  for (let hop = 0; hop < focus.hops; hop += 1) {
    edge = edge
      .flatMap((id) => next.get(id) ?? [])
      .filter((id) => {
        const isNew = !reached.has(id);
        reached.add(id);
        return isNew;
      });
  }
  return reached;
}

function stepsOf({ direction }: Focus, links: Iterable<Link>): ReadonlyMap<string, string[]> {
  const next = new Map<string, string[]>();
  for (const { from, to } of links) {
    if (direction !== 'callers') {
      addTo(next, from, to);
    }
    if (direction !== 'callees') {
      addTo(next, to, from);
    }
  }
  return next;
}
