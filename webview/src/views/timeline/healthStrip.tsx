import type { ComponentChild } from 'preact';
import type { HealthSpan } from '../../../../protocol/history.ts';
import { serverTime, type TimelineState } from '../../state/timeline.ts';
import type { TopologyStore } from '../../state/topologyState.ts';
import { clockTime, span } from '../../text/time.ts';
import { useNow, useStore } from '../shared/hooks.ts';
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
      <HealthStrip timeline={timeline} spans={health.spans} />
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
      <HealthStrip timeline={timeline} spans={own.spans} />
    </Part>
  );
}

/** So many spells are told in words. */
const mostTold = 4;

function HealthStrip(props: {
  readonly timeline: TimelineState;
  readonly spans: readonly HealthSpan[];
}): ComponentChild {
  const { timeline, spans } = props;
  const now = serverTime(timeline, useNow(true));
  const from = spans.at(-1)?.from ?? now;
  const length = Math.max(1, now - from);
  const place = timeline.playhead;
  return (
    <div class="health-history" data-testid="health-history">
      <div class="health-strip" aria-hidden="true">
        {spans.toReversed().map((each) => (
          <span
            key={each.from}
            class={`health-span health-${each.health}`}
            style={{ flexGrow: Math.max(0.004, ((each.until ?? now) - each.from) / length) }}
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
}

/** `critical for 12 s at 12:03:05`, `passing since 12:03:17 (4 min)`. */
export function spanText({ from, until, health }: HealthSpan, now: number): string {
  const name = health === 'absent' ? 'not registered' : health;
  return until === undefined
    ? `${name} since ${clockTime(from)} (${span(now - from)})`
    : `${name} for ${span(until - from)} at ${clockTime(from)}`;
}
