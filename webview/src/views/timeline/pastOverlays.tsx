import type { ComponentChild } from 'preact';
import { marksOf } from '../../state/pastView.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import type { TopologySession } from '../../topologySession.ts';
import { ChangeList } from './changeList.tsx';
import { ComparisonLegend } from './comparisonLegend.tsx';
import { PastBanner } from './pastBanner.tsx';

interface PartProps {
  readonly state: TopologyState;
  readonly session: TopologySession;
}

/** Over the map: which moment it shows, and what the marks of a comparison mean. */
export function PastOverlays({ state, session }: PartProps): ComponentChild {
  const marks = marksOf(state.timeline);
  return (
    <>
      {state.timeline.playhead !== undefined && <div class="past-frame" />}
      <PastBanner timeline={state.timeline} session={session.timeline} />
      {marks !== undefined && <ComparisonLegend marks={marks} />}
    </>
  );
}

/** Beside the map, when a person has opened it. */
export function ChangePanel({ state, session }: PartProps): ComponentChild {
  const { timeline, selection } = state;
  return timeline.isOpen && timeline.isListOpen ? (
    <ChangeList
      timeline={timeline}
      selection={selection}
      session={session.timeline}
      onSelect={session.select}
    />
  ) : null;
}
