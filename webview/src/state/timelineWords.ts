import type { ClusterChange, HistoryChange, InstanceChange } from '../../../protocol/history.ts';
import { displayText } from '../text/displayText.ts';
import { clockTime } from '../text/time.ts';
import { countOf } from './nodes.ts';

/** The kinds of changes that a chart tells apart, in its order from the axis outwards. */
export type Tone = 'came' | 'better' | 'other' | 'went' | 'worse' | 'lost';
export const upTones: readonly Tone[] = ['came', 'better', 'other'];
export const downTones: readonly Tone[] = ['went', 'worse', 'lost'];

/** What a kind of changes is called in a legend. */
export const toneNames: Readonly<Record<Tone, string>> = {
  came: 'appeared',
  better: 'healthier',
  other: 'changed',
  went: 'left',
  worse: 'less healthy',
  lost: 'registry in trouble',
};

/** An icon of the editor for each. */
export const toneIcons: Readonly<Record<Tone, string>> = {
  came: 'add',
  better: 'arrow-up',
  other: 'edit',
  went: 'remove',
  worse: 'arrow-down',
  lost: 'debug-disconnect',
};

const rank: Readonly<Record<InstanceChange['health'], number>> = {
  passing: 0,
  unknown: 0,
  warning: 1,
  maintenance: 2,
  critical: 3,
};

export function toneOf(change: HistoryChange): Tone {
  if (change.subject === 'registry') {
    return change.what === 'live' ? 'better' : 'lost';
  }
  if (change.subject === 'cluster') {
    return clusterTones[change.what];
  }
  switch (change.what) {
    case 'appeared':
      return 'came';
    case 'left':
      return 'went';
    case 'changed':
      return 'other';
    case 'health':
      return rank[change.health] < rank[change.before ?? 'unknown'] ? 'better' : 'worse';
  }
}

/** What a change is about, safe to show: `orders`, `web → orders`, the name of a registry. */
export function changeSubject(change: HistoryChange): string {
  switch (change.subject) {
    case 'instance':
    case 'service':
      return displayText(change.serviceId, { max: 60 });
    case 'edge':
      return `${displayText(change.from, { max: 40 })} → ${displayText(change.to, { max: 40 })}`;
    case 'registry':
    case 'cluster':
      return displayText(change.name, { max: 60 });
  }
}

/** What happened to it, safe to show: `10.0.0.1:80 left`, `edge appeared`. */
export function changeText(change: HistoryChange): string {
  switch (change.subject) {
    case 'instance':
      return instanceText(change);
    case 'service':
      return change.what === 'appeared' ? 'appeared, without instances' : 'left';
    case 'edge':
      return `edge ${change.what}`;
    case 'cluster':
      return displayText(change.text, { max: 200 });
    case 'registry':
      return `registry ${registryTexts[change.what]}`;
  }
}

/** `12 seconds`, `2 minutes`, `1 hour 5 minutes`: for a screen reader. */
export function spokenSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) {
    return countOf(seconds, 'second');
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return countOf(minutes, 'minute');
  }
  const rest = minutes % 60 === 0 ? '' : ` ${countOf(minutes % 60, 'minute')}`;
  return `${countOf(Math.floor(minutes / 60), 'hour')}${rest}`;
}

/** Where the playhead stands, in words. */
export function spokenPlayhead(playhead: number | undefined, now: number, later: number): string {
  if (playhead === undefined) {
    return 'Live';
  }
  return `${clockTime(playhead)}, ${spokenSpan(now - playhead)} ago, ${countOf(later, 'change')} since`;
}

const clusterTones: Readonly<Record<ClusterChange['what'], Tone>> = {
  leaderElected: 'other',
  leaderLost: 'lost',
  memberAdded: 'came',
  memberRemoved: 'went',
  memberDown: 'lost',
  memberUp: 'better',
  alarmRaised: 'lost',
  alarmCleared: 'better',
};

const registryTexts: Readonly<
  Record<Extract<HistoryChange, { subject: 'registry' }>['what'], string>
> = {
  live: 'live',
  stale: 'stale',
  failed: 'not reached',
  removed: 'no longer watched',
};

function instanceText({ address, instanceId, what, ...change }: InstanceChange): string {
  const who = displayText(address === '' ? instanceId : address, { max: 60 });
  const parts = change.parts.map((part) => partNames[part] ?? part).join(', ');
  switch (what) {
    case 'appeared':
    case 'left':
      return `${who} ${what}`;
    case 'health':
      return `${who} ${change.before ?? 'unknown'} → ${change.health}`;
    case 'changed':
      return `${who} changed: ${parts}`;
  }
}

const partNames: Partial<Readonly<Record<InstanceChange['parts'][number], string>>> = {
  possibleGhost: 'lease',
};
