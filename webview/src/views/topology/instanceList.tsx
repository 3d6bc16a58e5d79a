import type { ComponentChild, RefObject, TargetedKeyboardEvent } from 'preact';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ServiceInstance } from '../../../../protocol/topology.ts';
import { instancesLike } from '../../state/filter.ts';
import { toggleValue, hasValue } from '../../state/filterText.ts';
import { countOf, healthsByNeed } from '../../state/nodes.ts';
import { offsetOf, type RowList, rowWindow, type Sight } from '../../state/rowWindow.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import type { TopologySession } from '../../topologySession.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { IconButton } from '../shared/text.tsx';
import { InstanceItem } from './instanceItem.tsx';
import type { InspectorProps } from './inspector.tsx';

/** The height of a closed row in the style sheet, with the space below it. */
const rowHeight = 40;
/** Lists that are longer can be searched. */
const mostUnsearched = 12;
/** What is in sight before the page is measured. */
const firstSight: Sight = { scrolled: 0, height: 800 };

/** The instances of a service; only those in sight are elements, so there may be ten thousand. */
export function InstanceList(props: InspectorProps): ComponentChild {
  const { node, graph } = props;
  const [text, setText] = useState('');
  const all = node.service?.instances ?? [];
  const shown = useMemo(
    () => (text.trim() === '' ? all : instancesLike(node, text, graph.connections)),
    [all, text, graph.connections],
  );
  return (
    <section class="section">
      <h3>
        {shown.length === all.length
          ? countOf(all.length, 'instance')
          : `${shown.length} of ${countOf(all.length, 'instance')}`}
      </h3>
      {all.length > mostUnsearched && <Search {...{ all, text, setText }} />}
      {shown.length === 0 && text.trim() !== '' ? (
        <p class="muted">No instance fits. Clear the search to see all of them.</p>
      ) : (
        <Rows {...props} instances={shown} />
      )}
    </section>
  );
}

function Search(props: {
  readonly all: readonly ServiceInstance[];
  readonly text: string;
  readonly setText: (text: string) => void;
}): ComponentChild {
  const { all, text, setText } = props;
  return (
    <div class="instance-search">
      <input
        type="text"
        value={text}
        placeholder="Search instances: address, tag, meta.zone=a"
        aria-label="Search the instances of this service"
        data-testid="instance-search"
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') {
            event.stopPropagation();
            setText('');
          }
        }}
      />
      {text !== '' && (
        <IconButton icon="close" label="Clear the search" onClick={() => setText('')} />
      )}
      <span class="toggles" role="group" aria-label="Only instances that are">
        {healthsByNeed
          .map((health) => [health, all.filter((each) => each.health === health).length] as const)
          .filter(([, count]) => count > 0 && count < all.length)
          .map(([health, count]) => (
            <button
              key={health}
              type="button"
              class="toggle"
              aria-pressed={hasValue(text, 'health', health)}
              title={`Only ${health} instances`}
              onClick={() => setText(toggleValue(text, 'health', health))}
            >
              <HealthMark health={health} />
              {count}
            </button>
          ))}
      </span>
    </div>
  );
}

interface RowsProps {
  readonly node: InspectorProps['node'];
  readonly state: TopologyState;
  readonly session: TopologySession;
  readonly instances: readonly ServiceInstance[];
}

function Rows(props: RowsProps): ComponentChild {
  const { node, state, session, instances } = props;
  const list = useRef<HTMLUListElement>(null);
  const openId = state.selection?.instanceId;
  const openIndex = instances.findIndex(({ id }) => id === openId);
  const [extra, setExtra] = useState(0);
  const rows: RowList = {
    count: instances.length,
    rowHeight,
    ...(openIndex < 0 ? {} : { open: { index: openIndex, extra } }),
  };
  const { first, end, before, after } = rowWindow(rows, useSight(list, instances.length));
  useShownInstance(list, rows, openId);
  const measure = useCallback((height: number) => setExtra(Math.max(0, height - rowHeight)), []);
  return (
    <ul
      ref={list}
      class="instances"
      style={{ paddingTop: `${before}px`, paddingBottom: `${after}px` }}
      data-testid="instances"
      onKeyDown={(event) => moveFocus(event, list, rows)}
    >
      {instances.slice(first, end).map((instance, index) => (
        <InstanceItem
          key={instance.id}
          index={first + index}
          count={instances.length}
          instance={instance}
          isOpen={openId === instance.id}
          methods={state.methods.get(instance.id)}
          session={session}
          onHeight={measure}
          onToggle={() => session.select(toggled(node, instance, openId))}
        />
      ))}
    </ul>
  );
}

/** The only instance of a service stays open. */
function toggled(
  node: InspectorProps['node'],
  instance: ServiceInstance,
  openId: string | undefined,
): { readonly serviceId: string; readonly instanceId?: string } {
  const isOnly = node.service?.instances.length === 1;
  return openId === instance.id && !isOnly
    ? { serviceId: node.id }
    : { serviceId: node.id, instanceId: instance.id };
}

/** What of the list is in sight, measured again when the inspector scrolls or changes its size. */
function useSight(list: RefObject<HTMLElement | null>, count: number): Sight {
  const [sight, setSight] = useState(firstSight);
  useLayoutEffect(() => {
    const scroller = list.current?.closest('.inspector');
    if (!scroller) {
      return undefined;
    }
    const look = (): void => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const scrolled = Math.round(scroller.getBoundingClientRect().top - top);
      setSight((before) =>
        Math.abs(before.scrolled - scrolled) < rowHeight && before.height === scroller.clientHeight
          ? before
          : { scrolled, height: scroller.clientHeight },
      );
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    scroller.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', look);
    };
  }, [count]);
  return sight;
}

/** An instance that was chosen elsewhere scrolls into sight. */
function useShownInstance(
  list: RefObject<HTMLElement | null>,
  rows: RowList,
  openId: string | undefined,
): void {
  useLayoutEffect(() => {
    const { open } = rows;
    if (open !== undefined && !list.current?.querySelector(`[data-index="${open.index}"]`)) {
      scrollToRow(list.current, rows, open.index);
    }
  }, [openId]);
}

function scrollToRow(list: HTMLElement | null, rows: RowList, index: number): void {
  const scroller = list?.closest('.inspector');
  if (scroller && list) {
    const top = list.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += top + offsetOf(rows, index) - scroller.clientHeight / 3;
  }
}

/** Arrow keys, Home and End move between the rows, also to those that are not drawn yet. */
function moveFocus(
  event: TargetedKeyboardEvent<HTMLElement>,
  list: RefObject<HTMLElement | null>,
  rows: RowList,
): void {
  const from = event.target instanceof HTMLElement ? rowOf(event.target) : undefined;
  const to = from === undefined ? undefined : rowAfter(event.key, from, rows.count);
  if (to === undefined) {
    return;
  }
  event.preventDefault();
  if (focusRow(list.current, to)) {
    return;
  }
  scrollToRow(list.current, rows, to);
  requestAnimationFrame(() => requestAnimationFrame(() => focusRow(list.current, to)));
}

function rowOf(element: HTMLElement): number | undefined {
  const row = element.closest('.instance-row')?.closest<HTMLElement>('[data-index]');
  return row?.dataset.index === undefined ? undefined : Number(row.dataset.index);
}

function rowAfter(key: string, from: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, from + 1);
    case 'ArrowUp':
      return Math.max(0, from - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function focusRow(list: HTMLElement | null, index: number): boolean {
  const button = list?.querySelector<HTMLElement>(`[data-index="${index}"] .instance-button`);
  button?.focus();
  return button !== null && button !== undefined;
}
