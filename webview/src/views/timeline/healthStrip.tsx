import type { ComponentChild } from 'preact';
import type { HealthSpan } from '../../../../protocol/history.ts';
import { serverTime, type TimelineState } from '../../state/timeline.ts';
import type { TopologyStore } from '../../state/topologyState.ts';
import { clockTime, span } from '../../text/time.ts';
import { useNow, useStore } from '../shared/hooks.ts';
import { memo } from '../shared/memo.ts';
import { Part } from '../shared/part.tsx';

/** The service's health over time, above its instances. */
export function ServiceHealthStrip(props: {
  readonly timeline: TimelineState;
  readonly serviceId: string;
}): ComponentChild {
  const { timeline, serviceId } = props;
  const { health } = timeline;
  return health?.serviceId === serviceId ? (
    <div class="section">
      <h3>Health history</h3>
      <HealthStrip
        clockOffset={timeline.clockOffset}
        playhead={timeline.playhead}
        spans={health.spans}
      />
    </div>
  ) : null;
}

/** The same of one instance; nothing while it never changed. */
export function InstanceHealthStrip(props: {
  readonly store: TopologyStore;
  readonly instanceId: string;
}): ComponentChild {
  const { store, instanceId } = props;
  const { timeline } = useStore(store);
  const own = timeline.health?.instances.find((each) => each.instanceId === instanceId);
  return own === undefined ? null : (
    <Part title="Health history">
      <HealthStrip
        clockOffset={timeline.clockOffset}
        playhead={timeline.playhead}
        spans={own.spans}
      />
    </Part>
  );
}

/** So many spells, the newest, have a place in the strip, and so many are told in words. */
const mostDrawn = 80;
const mostTold = 4;

const HealthStrip = memo(function HealthStrip(props: {
  readonly clockOffset: number;
  readonly playhead: number | undefined;
  readonly spans: readonly HealthSpan[];
}): ComponentChild {
  const { playhead: place } = props;
  const spans = props.spans.slice(0, mostDrawn);
  // A spell that began since the last second has come to an end no earlier than that.
  const now = Math.max(serverTime(props, useNow(true)), spans[0]?.from ?? 0);
  const from = spans.at(-1)?.from ?? now;
  const length = Math.max(1, now - from);
  return (
    <div class="health-history" data-testid="health-history">
      <div class="health-strip" aria-hidden="true">
        {spans.toReversed().map((each) => (
          <span
            key={each.from}
            class={`health-span health-${each.health}`}
            style={{ flexGrow: Math.max(1, (each.until ?? now) - each.from) }}
            title={spanText(each, now)}
          />
        ))}
        {place !== undefined && (
          <span
            class="health-playhead"
            style={{ left: `${(100 * Math.max(0, place - from)) / length}%` }}
          />
        )}
      </div>
      <ul class="health-spells">
        {spans.slice(0, mostTold).map((each) => (
          <li key={each.from} class={each.until === undefined ? 'now' : ''}>
            {spanText(each, now)}
          </li>
        ))}
      </ul>
    </div>
  );
});

/** `critical for 12 s at 12:03:05`, `passing since 12:03:17 (4 min)`. */
export function spanText({ from, until, health }: HealthSpan, now: number): string {
  const name = health === 'absent' ? 'not registered' : health;
  return until === undefined
    ? `${name} since ${clockTime(from)} (${span(now - from)})`
    : `${name} for ${span(until - from)} at ${clockTime(from)}`;
}
