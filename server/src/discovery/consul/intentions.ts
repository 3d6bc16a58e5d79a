import type { UnplacedKey } from '../../../../protocol/topology.ts';
import { filledText, isObject, items, list, property, text, textList } from '../json.ts';
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
  for (const intention of items(json).filter(isObject)) {
    const from = nameText(text(intention, 'SourceName') ?? '');
    const to = nameText(text(intention, 'DestinationName') ?? '');
    const kind = isDenied(intention) ? 'denied' : 'permitted';
    const detail = `intention: ${verdict(intention)} ${sourceText(intention, from)} → ${to}`;
    if (from === '*' || to === '*' || from === '' || to === '') {
      const reason = 'an intention for any service joins no two services';
      unplaced.push({ connectionId, key: detail, reason, expected: true });
    } else {
      edges.push({ from, to, source: { kind, connectionId, detail } });
    }
  }
  return { edges, unplaced };
}

/** One that goes by the request is denied when nothing in it allows anything. */
function isDenied(intention: unknown): boolean {
  const permissions = list(intention, 'Permissions');
  return permissions.length === 0
    ? text(intention, 'Action') === 'deny'
    : permissions.every((permission) => text(permission, 'Action') === 'deny');
}

/** A service of another cluster says of which. */
function sourceText(intention: unknown, from: string): string {
  const peer = filledText(intention, 'SourcePeer');
  return peer === undefined ? from : `${from} of peer ${nameText(peer)}`;
}

function verdict(intention: unknown): string {
  const permissions = list(intention, 'Permissions');
  return permissions.length === 0
    ? (text(intention, 'Action') ?? 'allow')
    : permissionsText(permissions);
}

/** Permissions that are written out; a longer list says how many more there are. */
const mostPermissions = 4;

/** In their order, since the first that fits a request decides. */
function permissionsText(permissions: readonly unknown[]): string {
  const shown = permissions.slice(0, mostPermissions).map(permissionText);
  const rest = permissions.length - shown.length;
  return `by request (${[...shown, ...(rest > 0 ? [`${rest} more`] : [])].join('; ')})`;
}

function permissionText(permission: unknown): string {
  const http = property(permission, 'HTTP');
  const prefix = filledText(http, 'PathPrefix');
  const path = filledText(http, 'PathExact') ?? filledText(http, 'PathRegex');
  const parts = [
    text(permission, 'Action') ?? '',
    textList(http, 'Methods').join(', '),
    prefix === undefined ? (path ?? '') : `${prefix}*`,
    list(http, 'Header').length > 0 ? 'by header' : '',
    property(permission, 'JWT') === undefined ? '' : 'by token',
  ];
  return nameText(parts.filter((part) => part !== '').join(' '));
}
