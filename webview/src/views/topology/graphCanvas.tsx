import type { ComponentChild, RefObject, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { EdgeKind } from '../../../../protocol/topology.ts';
import { boundsOf, type Point } from '../../layout/geometry.ts';
import { type Direction, nextCard } from '../../layout/navigation.ts';
import type { GraphModel } from '../../state/graph.ts';
import {
  countOf,
  type GraphNode,
  isOutdated,
  outdatedConnections,
  partlyStale,
} from '../../state/nodes.ts';
import type { TopologyState, Viewport } from '../../state/topologyState.ts';
import type { TopologySession } from '../../topologySession.ts';
import { IconButton } from '../shared/text.tsx';
import { EdgeLine, type Emphasis } from './edgeLine.tsx';
import { cardIdOf, pointerHandlers } from './pointer.ts';
import { type CardDetail, ServiceNode } from './serviceNode.tsx';
import { touchesSight, type Sight, useSight } from './sight.ts';
import { createViewportControl, type ViewportControl } from './viewportControl.ts';

export interface GraphCanvasProps {
  readonly state: TopologyState;
  readonly graph: GraphModel;
  readonly nodes: readonly GraphNode[];
  /** Cards that the filter lets through, undefined for all. */
  readonly matches: ReadonlySet<string> | undefined;
  readonly session: TopologySession;
}

/** Longer than the transition in the style sheet. */
const glideMs = 600;
/** More cards than this jump to their places. */
const mostGliding = 400;

const edgeKinds: readonly EdgeKind[] = ['declared', 'permitted', 'denied', 'observed', 'live'];

/** The map: cards, edges, pan, zoom and keyboard. */
export function GraphCanvas(props: GraphCanvasProps): ComponentChild {
  const { state, session, nodes } = props;
  const svg = useRef<SVGSVGElement>(null);
  const sight = useSight(svg, nodes.length);
  const control = useViewportControl(svg, props, sight.onMove);
  const [focused, setFocused] = useState<string | undefined>(undefined);
  const isGliding = useGliding(state.arrangement) && nodes.length <= mostGliding;
  const handlers = useMemo(
    () => pointerHandlers({ svg, control, session, onFocus: setFocused }),
    [control, session],
  );
  useWheel(svg, control);
  useShownSelection(svg, control, state);

  const onKeyDown = (event: TargetedKeyboardEvent<SVGSVGElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const from = cardIdOf(event.target) ?? focused;
    if (keyAction(event.key, { ...props, control: control.current, focused: from, svg })) {
      event.preventDefault();
    }
  };
  return (
    <div class="canvas">
      <svg
        ref={svg}
        class={`map${isGliding ? ' gliding' : ''}`}
        role="group"
        aria-label={`Service map, ${countOf(nodes.length, 'service')}. Arrow keys move between services, Enter opens one.`}
        data-testid="service-map"
        onKeyDown={onKeyDown}
        {...handlers}
      >
        <Definitions />
        <rect class="backdrop" width="100%" height="100%" fill="url(#dots)" />
        <g class="layer">
          <Edges {...props} sight={sight.current} />
          <Cards {...props} focused={focused} sight={sight.current} />
        </g>
      </svg>
      <ZoomButtons {...props} control={control} />
    </div>
  );
}

function Definitions(): ComponentChild {
  return (
    <defs>
      <pattern id="dots" width="24" height="24" patternUnits="userSpaceOnUse">
        <circle class="dot" cx="2" cy="2" r="1" />
      </pattern>
      {edgeKinds.map((kind) => (
        <marker
          key={kind}
          id={`arrow-${kind}`}
          class={`arrow edge-${kind}`}
          viewBox="0 0 10 10"
          refX="8"
          refY="5"
          markerWidth="10"
          markerHeight="10"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0.5,1 L9,5 L0.5,9 L2.6,5 Z" />
        </marker>
      ))}
    </defs>
  );
}

interface Seen {
  readonly sight: Sight;
}

function Edges({ graph, state, matches, sight }: GraphCanvasProps & Seen): ComponentChild {
  const chosen = state.selection?.serviceId;
  return [...graph.edges.values()].map((edge) => {
    const from = state.positions.get(edge.from);
    const to = state.positions.get(edge.to);
    if (from === undefined || to === undefined || !touchesSight(sight, from, to)) {
      return null;
    }
    const isShown = matches === undefined || (matches.has(edge.from) && matches.has(edge.to));
    return (
      <EdgeLine
        key={edge.id}
        edge={edge}
        from={from}
        to={to}
        bends={state.routes.get(edge.id)}
        isTwoWay={graph.edges.has(`${edge.to}\0${edge.from}`)}
        emphasis={isShown ? emphasisOf(chosen, edge.from, edge.to) : 'filtered'}
      />
    );
  });
}

function emphasisOf(chosen: string | undefined, from: string, to: string): Emphasis {
  if (chosen === undefined) {
    return 'normal';
  }
  return chosen === from || chosen === to ? 'strong' : 'faint';
}

function Cards(
  props: GraphCanvasProps & Seen & { readonly focused: string | undefined },
): ComponentChild {
  const { graph, state, nodes, matches, focused, sight } = props;
  const outdated = useMemo(() => outdatedConnections(graph.connections), [graph.connections]);
  const tabStop = nodes.find((node) => node.id === focused)?.id ?? nodes[0]?.id;
  return nodes.map((node) => {
    const at = state.positions.get(node.id);
    return at === undefined ? null : (
      <ServiceNode
        key={node.id}
        node={node}
        x={at.x}
        y={at.y}
        isSelected={state.selection?.serviceId === node.id}
        isTabStop={node.id === tabStop}
        isFaded={matches !== undefined && !matches.has(node.id)}
        isStale={node.service !== undefined && isOutdated(node.service, outdated)}
        partlyStale={node.service && partlyStale(node.service, outdated)}
        changedAt={state.changed.get(node.id) ?? 0}
        detail={detailOf(sight, at)}
      />
    );
  });
}

function detailOf(sight: Sight, at: Point): CardDetail {
  if (!touchesSight(sight, at, at)) {
    return 'box';
  }
  return sight.isFar ? 'far' : 'all';
}

function ZoomButtons(
  props: GraphCanvasProps & { readonly control: RefObject<ViewportControl | null> },
): ComponentChild {
  const { control } = props;
  return (
    <div class="zoom-buttons" role="group" aria-label="Zoom">
      <IconButton
        icon="zoom-in"
        label="Zoom in (+)"
        onClick={() => control.current?.zoomBy(1.25)}
      />
      <IconButton
        icon="zoom-out"
        label="Zoom out (-)"
        onClick={() => control.current?.zoomBy(0.8)}
      />
      <IconButton
        icon="screen-full"
        label="Show all (0)"
        testId="fit"
        onClick={() => showAll(control.current, props)}
      />
    </div>
  );
}

function showAll(control: ViewportControl | null, { state, session }: GraphCanvasProps): void {
  session.store.dispatch({ type: 'showAll' });
  const bounds = boundsOf(state.positions.values());
  if (bounds !== undefined) {
    control?.fit(bounds);
  }
}

function fitBySelf(control: ViewportControl | null, state: TopologyState): void {
  const { positions, selection } = state;
  const bounds = boundsOf(positions.values());
  if (bounds !== undefined) {
    control?.fitAround(bounds, positions.get(selection?.serviceId ?? ''));
  }
}

/** Shows the whole map until a person moves it; new cards that are in sight move nothing. */
function useViewportControl(
  svg: RefObject<SVGSVGElement | null>,
  { state, session }: GraphCanvasProps,
  onMove: (viewport: Viewport) => void,
): RefObject<ViewportControl | null> {
  const control = useRef<ViewportControl>(null);
  const latest = useRef(state);
  latest.current = state;
  useLayoutEffect(() => {
    const layer = svg.current?.querySelector<SVGGElement>('.layer');
    const pattern = svg.current?.querySelector<SVGPatternElement>('#dots');
    if (!svg.current || !layer || !pattern) {
      return undefined;
    }
    control.current = createViewportControl({
      svg: svg.current,
      layer,
      pattern,
      initial: state.touched ? state.viewport : undefined,
      onMove,
      onSettle: (viewport, byHand) =>
        session.store.dispatch({ type: 'viewport', viewport, byHand }),
    });
    const observer = new ResizeObserver(() => {
      if (!latest.current.touched) {
        fitBySelf(control.current, latest.current);
      }
    });
    observer.observe(svg.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!state.touched) {
      fitBySelf(control.current, state);
    }
  }, [state.arrangement]);
  useLayoutEffect(() => {
    const bounds = boundsOf(state.positions.values());
    if (!state.touched && bounds !== undefined && control.current?.shows(bounds) === false) {
      fitBySelf(control.current, state);
    }
  }, [state.positions.size]);
  return control;
}

function useGliding(arrangement: number): boolean {
  const [settled, setSettled] = useState(arrangement);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(arrangement), glideMs);
    return () => clearTimeout(timer);
  }, [arrangement]);
  return settled !== arrangement;
}

/** The wheel pans, with ctrl (and the pinch of a trackpad, which looks the same) it zooms. */
function useWheel(
  svg: RefObject<SVGSVGElement | null>,
  control: RefObject<ViewportControl | null>,
): void {
  useEffect(() => {
    const element = svg.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (!event.ctrlKey && !event.metaKey) {
        const [right, down] =
          event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
        control.current?.panBy(-right * unit, -down * unit);
        return;
      }
      const { left, top } = element?.getBoundingClientRect() ?? { left: 0, top: 0 };
      const around = { x: event.clientX - left, y: event.clientY - top };
      const pull = Math.max(-60, Math.min(60, event.deltaY * unit));
      control.current?.zoomBy(Math.exp(-pull / 160), around);
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);
}

/** A service that was chosen elsewhere comes into view, beside the inspector that has just opened. */
function useShownSelection(
  svg: RefObject<SVGSVGElement | null>,
  control: RefObject<ViewportControl | null>,
  state: TopologyState,
): void {
  const chosen = state.selection?.serviceId;
  useEffect(() => {
    const at = chosen === undefined ? undefined : state.positions.get(chosen);
    if (at !== undefined && svg.current !== null && state.touched) {
      control.current?.reveal(at);
    }
  }, [chosen]);
}

interface KeyContext extends GraphCanvasProps {
  readonly control: ViewportControl | null;
  readonly focused: string | undefined;
  readonly svg: RefObject<SVGSVGElement | null>;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Whether the key meant something here. */
function keyAction(key: string, context: KeyContext): boolean {
  const { control, session, focused, nodes } = context;
  const current = focused ?? nodes[0]?.id;
  const direction = directions[key];
  if (direction !== undefined) {
    focusNext(direction, context);
    return true;
  }
  switch (key) {
    case 'Enter':
    case ' ':
      session.select(current === undefined ? undefined : { serviceId: current });
      return true;
    case 'Escape':
      session.select(undefined);
      return true;
    case '+':
    case '=':
      control?.zoomBy(1.25);
      return true;
    case '-':
      control?.zoomBy(0.8);
      return true;
    case '0':
      showAll(control, context);
      return true;
    default:
      return false;
  }
}

function focusNext(direction: Direction, context: KeyContext): void {
  const { state, graph, matches, nodes, svg, control } = context;
  const from = context.focused ?? nodes[0]?.id;
  if (from === undefined) {
    return;
  }
  const positions = new Map(
    [...state.positions].filter(([id]) => id === from || matches === undefined || matches.has(id)),
  );
  const next = nextCard({ from, direction, positions, links: [...graph.edges.values()] }) ?? from;
  const at = state.positions.get(next);
  cardElement(svg.current, next)?.focus({ preventScroll: true });
  if (at !== undefined) {
    control?.reveal(at);
  }
}

function cardElement(svg: SVGSVGElement | null, id: string): SVGGElement | undefined {
  return [...(svg?.querySelectorAll<SVGGElement>('[data-service]') ?? [])].find(
    (element) => element.dataset.service === id,
  );
}
