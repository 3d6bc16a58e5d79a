import type { UnplacedKey } from '../../../../protocol/topology.ts';
import { isObject, list, text } from '../json.ts';
import type { PlacedEdge } from '../registrySource.ts';
import { nameText } from '../safeText.ts';

/** What the intentions of a registry come to. */
export interface IntentionFacts {
  readonly edges: readonly PlacedEdge[];
  /** Wildcards join no two services, so they are listed instead of drawn. */
  readonly unplaced: readonly UnplacedKey[];
}

/** Reads `/v1/connect/intentions`: who may call whom. A permission is not a call. */
export function readIntentions(json: unknown, connectionId: string): IntentionFacts {
  const edges: PlacedEdge[] = [];
  const unplaced: UnplacedKey[] = [];
  for (const intention of Array.isArray(json) ? json.filter(isObject) : []) {
    const from = nameText(text(intention, 'SourceName') ?? '');
    const to = nameText(text(intention, 'DestinationName') ?? '');
    const kind = text(intention, 'Action') === 'deny' ? 'denied' : 'permitted';
    const detail = `intention: ${verdict(intention)} ${from} → ${to}`;
    if (from === '*' || to === '*' || from === '' || to === '') {
      const reason = 'an intention for any service joins no two services';
      unplaced.push({ connectionId, key: detail, reason, expected: true });
    } else {
      edges.push({ from, to, source: { kind, connectionId, detail } });
    }
  }
  return { edges, unplaced };
}

function verdict(intention: unknown): string {
  const isByRequest = list(intention, 'Permissions').length > 0;
  return isByRequest ? 'depends on the request' : (text(intention, 'Action') ?? 'allow');
}
