import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { HistoryChange } from '../../../../protocol/history.ts';
import { countOf } from '../../state/nodes.ts';
import { changesOf, type TimelineState } from '../../state/timeline.ts';
import {
  changeSubject,
  changeText,
  toneIcons,
  toneNames,
  toneOf,
} from '../../state/timelineWords.ts';
import type { Selection } from '../../state/topologyState.ts';
import { displayText } from '../../text/displayText.ts';
import { clockTime } from '../../text/time.ts';
import type { TimelineSession } from '../../timelineSession.ts';
import { Icon, IconButton } from '../shared/text.tsx';

export interface ChangeListProps {
  readonly timeline: TimelineState;
  readonly selection: Selection | undefined;
  readonly session: TimelineSession;
  readonly onSelect: (selection: Selection) => void;
}

/** A longer list would only slow the page down; the chart and the playhead reach further. */
const mostListed = 300;

/** What changed, the newest first; a click goes to the moment and the service. */
export function ChangeList(props: ChangeListProps): ComponentChild {
  const { timeline, selection, session } = props;
  const { changes, onlySelected } = timeline;
  const only = onlySelected ? selection?.serviceId : undefined;
  const wanted = useMemo(
    () => (only === undefined ? changes : changesOf(changes, only)),
    [changes, only],
  );
  return (
    <aside class="change-list" aria-label="Changes" data-testid="change-list">
      <div class="change-head">
        <h2>Changes</h2>
        <IconButton
          icon="close"
          label="Close the list of changes"
          onClick={() => session.look({ isListOpen: false })}
        />
      </div>
      <label class="change-filter">
        <input
          type="checkbox"
          checked={onlySelected}
          data-testid="only-selected"
          onChange={(event) => session.look({ onlySelected: event.currentTarget.checked })}
        />
        {only === undefined
          ? 'Only the selected service'
          : `Only ${displayText(only, { max: 40 })}`}
      </label>
      {wanted.length === 0 ? (
        <p class="muted change-none">{emptyText(timeline, only)}</p>
      ) : (
        <Items {...props} wanted={wanted} />
      )}
    </aside>
  );
}

function emptyText({ extent }: TimelineState, only: string | undefined): string {
  const what = only === undefined ? 'Nothing' : `Nothing about ${displayText(only, { max: 40 })}`;
  return extent === undefined
    ? 'Waiting for the registries.'
    : `${what} has changed since ${clockTime(extent.knownSince)}. Instances that come, leave or change their health appear here.`;
}

function Items(
  props: ChangeListProps & { readonly wanted: readonly HistoryChange[] },
): ComponentChild {
  const { wanted, timeline } = props;
  const { playhead } = timeline;
  const listed = wanted.slice(-mostListed).toReversed();
  const current = playhead === undefined ? undefined : listed.find(({ at }) => at <= playhead);
  const list = useCurrentInSight(current?.at);
  return (
    <>
      <ol ref={list} class="changes" tabIndex={0}>
        {listed.map((change, index) => (
          <Item
            key={`${change.step} ${wanted.length - index}`}
            {...props}
            change={change}
            isLater={playhead !== undefined && change.at > playhead}
            isCurrent={change.at === current?.at}
          />
        ))}
      </ol>
      {wanted.length > mostListed && (
        <p class="muted change-none">and {countOf(wanted.length - mostListed, 'older change')}</p>
      )}
    </>
  );
}

/** The change before the playhead stays in sight as the playhead moves. */
function useCurrentInSight(at: number | undefined): RefObject<HTMLOListElement | null> {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return list;
}

interface ItemProps extends ChangeListProps {
  readonly change: HistoryChange;
  /** Of a time after the playhead. */
  readonly isLater: boolean;
  readonly isCurrent: boolean;
}

function Item({ change, isLater, isCurrent, session, onSelect }: ItemProps): ComponentChild {
  const tone = toneOf(change);
  const selection = selectionOf(change);
  return (
    <li class={`change${isLater ? ' later' : ''}`} aria-current={isCurrent ? 'time' : undefined}>
      <button
        type="button"
        data-testid="change"
        data-at={change.at}
        data-what={change.what}
        title="Look at this moment"
        onClick={() => {
          session.seek(change.at);
          if (selection !== undefined) {
            onSelect(selection);
          }
        }}
      >
        <span class={`change-icon tone-${tone}`} title={toneNames[tone]}>
          <Icon name={toneIcons[tone]} />
        </span>
        <span class="change-what">
          <strong>
            <bdi>{changeSubject(change)}</bdi>
          </strong>
          <bdi>{changeText(change)}</bdi>
        </span>
        <time dateTime={new Date(change.at).toISOString()}>{clockTime(change.at)}</time>
      </button>
    </li>
  );
}

function selectionOf(change: HistoryChange): Selection | undefined {
  switch (change.subject) {
    case 'instance':
      return {
        serviceId: change.serviceId,
        ...(change.what === 'left' ? {} : { instanceId: change.instanceId }),
      };
    case 'service':
      return { serviceId: change.serviceId };
    case 'edge':
      return { serviceId: change.to };
    case 'registry':
    case 'cluster':
      return undefined;
  }
}
