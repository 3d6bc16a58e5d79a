import type { ComponentChild, RefObject } from 'preact';
import type { Mark } from '../../../../../protocol/history.ts';
import type { Rect } from '../../../layout/geometry.ts';
import type { Scene, SceneEdge } from '../../../scene/scene.ts';
import { spokenName } from '../../../state/nodes.ts';
import type { Marks } from '../../../state/pastView.ts';
import { displayText } from '../../../text/displayText.ts';
import { memo } from '../../shared/memo.ts';
import { markTexts } from '../../timeline/comparisonLegend.tsx';
import { frameOf, reachable, reachableEdges, type Stop } from './reach.ts';
import { describeEdge, spokenGroup } from './tooltip.ts';

export interface ReachLayerProps {
  readonly scene: Scene;
  readonly stops: ReadonlyMap<string, Stop>;
  /** The part of the map in sight, as of the last rest. */
  readonly sight: Rect | undefined;
  /** Key of the stop that Tab reaches. */
  readonly tabStop: string | undefined;
  readonly chosen: string | undefined;
  readonly stale: ReadonlySet<string>;
  /** What became of the services since the moment that is shown. */
  readonly marks: Marks | undefined;
  readonly layer: RefObject<HTMLDivElement | null>;
}

/**
 * The map for keyboards and screen readers: an invisible element over each card and group that is in
 * sight. The canvas below shows, these are named and take the focus.
 */
export const ReachLayer = memo(function ReachLayer(props: ReachLayerProps): ComponentChild {
  const { scene, stops, sight, tabStop, chosen, stale, marks } = props;
  const always = new Set([tabStop ?? '', `card ${chosen ?? ''}`]);
  const shown = reachable(stops, sight, always);
  return (
    <>
      <div ref={props.layer} class="reach">
        {shown.map((stop) => (
          <StopButton
            key={stop.key}
            stop={stop}
            isTabStop={stop.key === tabStop}
            isChosen={stop.kind === 'card' && stop.card.id === chosen}
            isStale={stop.kind === 'card' && stale.has(stop.card.id)}
            mark={stop.kind === 'card' ? marks?.services.get(stop.card.id)?.mark : undefined}
          />
        ))}
      </div>
      <ul class="visually-hidden" aria-label="Edges between the services in sight">
        {reachableEdges(scene, shown).map((each) => (
          <EdgeItem key={each.id} shown={each} />
        ))}
      </ul>
    </>
  );
});

interface StopButtonProps {
  readonly stop: Stop;
  readonly isTabStop: boolean;
  readonly isChosen: boolean;
  readonly isStale: boolean;
  readonly mark: Mark | undefined;
}

const StopButton = memo(function StopButton(props: StopButtonProps): ComponentChild {
  const { stop, isTabStop } = props;
  const { x, y, width, height } = frameOf(stop);
  const place = { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
  const shared = { class: `stop ${stop.kind}-stop`, role: 'button', style: place } as const;
  if (stop.kind === 'group') {
    return (
      <div
        {...shared}
        tabIndex={isTabStop ? 0 : -1}
        aria-label={spokenGroup(stop.group)}
        aria-expanded={!stop.isClosed}
        data-testid="service-group"
        data-group={stop.group.id}
      />
    );
  }
  const { node, isFaded } = stop.card;
  return (
    <div
      {...shared}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={[
        spokenName({ ...node, name: displayText(node.name) }, props.isStale),
        ...(props.mark === undefined ? [] : [markTexts[props.mark]]),
      ].join(', ')}
      data-mark={props.mark}
      aria-pressed={props.isChosen}
      data-testid="service-node"
      data-service={node.id}
      data-health={node.service?.health ?? 'unknown'}
      data-faded={isFaded}
    >
      {displayText(node.name, { max: 2000 })}
    </div>
  );
});

const EdgeItem = memo(function EdgeItem(props: { readonly shown: SceneEdge }): ComponentChild {
  const { edge, kind } = props.shown;
  return (
    <li data-testid="edge" data-from={edge.from} data-to={edge.to} data-kind={kind}>
      <button type="button" tabIndex={-1}>
        {describeEdge(edge)}
      </button>
    </li>
  );
});
