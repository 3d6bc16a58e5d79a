import type { ComponentChild, RefObject, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { card as cardSize, overlap } from '../../../layout/geometry.ts';
import { isClosed } from '../../../scene/levels.ts';
import { type Scene, sceneOf } from '../../../scene/scene.ts';
import type { GraphModel } from '../../../state/graph.ts';
import { countOf, isOutdated, outdatedConnections } from '../../../state/nodes.ts';
import { marksOf } from '../../../state/pastView.ts';
import type { TopologyState, Viewport } from '../../../state/topologyState.ts';
import type { Visibility } from '../../../state/visibility.ts';
import type { TopologySession } from '../../../topologySession.ts';
import { GroupControls, ZoomButtons } from './mapControls.tsx';
import { servicesInSight } from './inSight.ts';
import type { MapContext } from './mapContext.ts';
import { keyAction } from './mapKeys.ts';
import { createMapStage } from './mapStage.ts';
import { Minimap, type MinimapControl } from './minimap.tsx';
import { sightOf } from './painting.ts';
import { pointerHandlers } from './pointer.ts';
import { type Stop, stopOf, stopsOf } from './reach.ts';
import { ReachLayer } from './reachLayer.tsx';
import { createViewportControl, readableZoom } from './viewportControl.ts';
import { useWheel } from './wheel.ts';

export interface ServiceMapProps {
  readonly state: TopologyState;
  readonly graph: GraphModel;
  readonly seen: Visibility;
  readonly session: TopologySession;
}

/** The map: a canvas that shows, and elements over it for pointer, keyboard and screen reader. */
export function ServiceMap(props: ServiceMapProps): ComponentChild {
  const { state, session } = props;
  const scene = useScene(props);
  const stale = useStale(props);
  const context = useMapContext(session, scene);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const minimap = useRef<MinimapControl>(null);
  const [focused, setFocused] = useState<string | undefined>(undefined);
  useStage(canvas, context, { ...props, scene, stale });
  useViewport({ layer, minimap }, context, { ...props, scene });
  useWheel(context.element, context.control);
  useGoals(context, state);
  const handlers = useMemo(() => pointerHandlers(context, setFocused), [context]);

  const zoom = state.viewport?.zoom ?? (scene.groups.size > 0 ? 0 : 1);
  const stops = useMemo(() => stopsOf(scene, zoom), [scene, closedGroups(scene, zoom)]);
  const sight = useSight(context, state);
  useTellSight(props, { stops, sight });
  const tabStop = stops.has(focused ?? '') ? focused : stops.keys().next().value;
  const focus = useFocus(context, setFocused);
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const stop = stopOf(event.target);
    const current = stop === undefined ? tabStop : `${stop.kind} ${stop.id}`;
    if (keyAction(event.key, { ...context, stops, current, focus })) {
      event.preventDefault();
    }
  };
  return (
    <div
      class="canvas"
      data-testid="topology-map"
      data-services={scene.cards.size}
      data-arrangement={state.arrangement}
      data-revision={props.graph.revision}
    >
      <div
        ref={context.element}
        class="map"
        role="application"
        aria-label={mapLabel(scene)}
        data-testid="service-map"
        data-arrangement={state.arrangement}
        onKeyDown={onKeyDown}
        {...handlers}
      >
        <canvas ref={canvas} class="picture" aria-hidden="true" />
        <ReachLayer
          {...{ scene, stops, stale, layer }}
          marks={marksOf(state.timeline)}
          tabStop={tabStop}
          sight={sight}
          chosen={state.selection?.serviceId}
        />
      </div>
      <GroupControls state={state} session={session} groupIds={[...scene.groups.keys()]} />
      <Minimap scene={scene} context={context} control={minimap} />
      <ZoomButtons context={context} />
    </div>
  );
}

function mapLabel({ cards, groups }: Scene): string {
  const counts = [countOf(cards.size, 'service')];
  if (groups.size > 0) {
    counts.push(`in ${countOf(groups.size, 'group')}, o opens or closes one`);
  }
  return `Service map, ${counts.join(' ')}. Arrow keys move, Enter opens, e goes through edges.`;
}

function useScene({ state, seen }: ServiceMapProps): Scene {
  const previous = useRef<Scene>(undefined);
  const { positions, routes, groups, groupModes } = state;
  return useMemo(() => {
    const scene = sceneOf({ ...seen, positions, routes, groups, groupModes }, previous.current);
    previous.current = scene;
    return scene;
  }, [seen, positions, routes, groups, groupModes]);
}

/** Cards of which nothing is known to be current. */
function useStale({ graph, seen }: ServiceMapProps): ReadonlySet<string> {
  const previous = useRef<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const outdated = outdatedConnections(graph.connections);
    const stale = new Set(
      seen.nodes
        .filter(({ service }) => service !== undefined && isOutdated(service, outdated))
        .map(({ id }) => id),
    );
    const { current } = previous;
    const isSame = stale.size === current.size && [...stale].every((id) => current.has(id));
    previous.current = isSame ? current : stale;
    return previous.current;
  }, [graph.connections, seen.nodes]);
}

function useMapContext(session: TopologySession, scene: Scene): MapContext {
  const element = useRef<HTMLDivElement>(null);
  const stage = useRef<NonNullable<MapContext['stage']['current']>>(null);
  const control = useRef<NonNullable<MapContext['control']['current']>>(null);
  const current = useRef(scene);
  current.current = scene;
  return useMemo(() => ({ session, element, stage, control, scene: current }), [session]);
}

interface Drawn extends ServiceMapProps {
  readonly scene: Scene;
}

/** Keeps the canvas up to date. */
function useStage(
  canvas: RefObject<HTMLCanvasElement | null>,
  { stage }: MapContext,
  { state, graph, scene, stale }: Drawn & { readonly stale: ReadonlySet<string> },
): void {
  const outdated = useMemo(() => outdatedConnections(graph.connections), [graph.connections]);
  const marks = marksOf(state.timeline);
  const shown = {
    scene,
    stale,
    outdated,
    marks,
    chosen: state.selection?.serviceId,
    chosenEdge: state.edgeId,
  };
  const changed = useRef(state.changed);
  const arrangement = useRef(state.arrangement);
  useLayoutEffect(() => {
    const own = canvas.current && createMapStage(canvas.current, { ...shown, hovered: undefined });
    stage.current = own ?? null;
    return () => own?.dispose();
  }, []);
  useLayoutEffect(() => {
    if (arrangement.current !== state.arrangement) {
      arrangement.current = state.arrangement;
      stage.current?.glide();
    }
    stage.current?.show(shown);
  }, [scene, stale, outdated, marks, shown.chosen, shown.chosenEdge]);
  // Before the next picture, which shows both: what a card says now, and that it is new.
  useLayoutEffect(() => {
    const before = changed.current;
    changed.current = state.changed;
    const ids = [...state.changed].filter(([id, at]) => before.get(id) !== at).map(([id]) => id);
    if (ids.length > 0) {
      stage.current?.flash(ids);
    }
  }, [state.changed]);
}

interface Followers {
  readonly layer: RefObject<HTMLDivElement | null>;
  readonly minimap: RefObject<MinimapControl | null>;
}

/** Shows the whole map until a person moves it; new cards that are in sight move nothing. */
function useViewport(followers: Followers, context: MapContext, { state, scene }: Drawn): void {
  const { element, stage, control, session } = context;
  const latest = useRef(state);
  latest.current = state;
  const fit = (): void => fitAround(context, latest.current.selection?.serviceId);
  useLayoutEffect(() => {
    const own = element.current;
    if (own === null) {
      return undefined;
    }
    control.current = createViewportControl({
      element: own,
      initial: state.touched ? state.viewport : undefined,
      onMove: (view) => {
        stage.current?.move(view);
        moveLayer(followers.layer.current, view);
        followers.minimap.current?.(view, sizeOf(own));
      },
      onSettle: (viewport, byHand) =>
        session.store.dispatch({ type: 'viewport', viewport, byHand }),
    });
    let before = sizeOf(own);
    const observer = new ResizeObserver(() => {
      if (!latest.current.touched) {
        fit();
      } else {
        keepInSight(context, latest.current.selection?.serviceId, before);
      }
      before = sizeOf(own);
    });
    observer.observe(own);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!state.touched) {
      fit();
    }
  }, [state.arrangement]);
  useLayoutEffect(() => {
    const { bounds } = scene;
    if (!state.touched && bounds !== undefined && control.current?.shows(bounds) === false) {
      fit();
    }
  }, [scene.cards.size, state.positions.size]);
}

/** Shows everything, or what is around the chosen service where that would be too small to read. */
function fitAround({ scene, control }: MapContext, chosen: string | undefined): void {
  const { bounds, cards } = scene.current ?? {};
  if (bounds !== undefined) {
    control.current?.fitAround(bounds, cards?.get(chosen ?? ''));
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): Size {
  return { width: clientWidth, height: clientHeight };
}

/** What was chosen is not to vanish behind the inspector, or a list, that opens beside the map. */
function keepInSight(context: MapContext, chosen: string | undefined, before: Size): void {
  const control = context.control.current;
  const card = context.scene.current?.cards.get(chosen ?? '');
  if (control === null || card === undefined || isHidden(context, card.group)) {
    return;
  }
  if (overlap({ x: card.x, y: card.y, ...cardSize }, sightOf(control.read(), before))) {
    control.reveal(card);
  }
}

function moveLayer(layer: HTMLDivElement | null, { x, y, zoom }: Viewport): void {
  if (layer !== null) {
    layer.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
    layer.style.setProperty('--zoom', String(zoom));
  }
}

/** The part of the map in sight when it last came to rest. */
function useSight(
  { element }: MapContext,
  { viewport }: TopologyState,
): ReturnType<typeof sightOf> | undefined {
  return useMemo(() => {
    const own = element.current;
    return viewport === undefined || own === null ? undefined : sightOf(viewport, sizeOf(own));
  }, [viewport]);
}

/** Tells what is in sight when it may have become something else: not with each change of health. */
function useTellSight(
  { state, session }: ServiceMapProps,
  seen: {
    readonly stops: ReadonlyMap<string, Stop>;
    readonly sight: ReturnType<typeof sightOf> | undefined;
  },
): void {
  const { stops, sight } = seen;
  const chosen = state.selection?.serviceId;
  useEffect(() => {
    session.see(servicesInSight(stops, sight, chosen));
  }, [sight, chosen, stops.size, state.positions, state.groups]);
}

/** Changes when another group is closed. */
function closedGroups({ groups }: Scene, zoom: number): string {
  return [...groups.values()].map((group) => (isClosed(group, zoom) ? '1' : '0')).join('');
}

/** Where the map is asked to go, and services that were chosen elsewhere. */
function useGoals(context: MapContext, state: TopologyState): void {
  const { control, scene } = context;
  const chosen = state.selection?.serviceId;
  const shownGoal = useRef(state.goal);
  useEffect(() => {
    const card = scene.current?.cards.get(chosen ?? '');
    if (card === undefined) {
      return;
    }
    if (!state.touched) {
      if (control.current?.shows({ x: card.x, y: card.y, ...cardSize }) === false) {
        fitAround(context, chosen);
      }
    } else if (isHidden(context, card.group)) {
      showCard(context, card.id);
    } else {
      control.current?.reveal(card);
    }
  }, [chosen]);
  useEffect(() => {
    const { goal } = state;
    if (goal === undefined || goal === shownGoal.current) {
      return;
    }
    shownGoal.current = goal;
    if (goal.kind === 'viewport') {
      control.current?.show(goal.viewport);
    } else if (goal.kind === 'service') {
      showCard(context, goal.id);
    } else if (scene.current?.bounds !== undefined) {
      control.current?.fit(scene.current.bounds);
    }
  }, [state.goal]);
}

function isHidden({ scene, control }: MapContext, group: string | undefined): boolean {
  const own = scene.current?.groups.get(group ?? '');
  return own !== undefined && isClosed(own, control.current?.read().zoom ?? 1);
}

/** Puts a service into the middle, and opens its group where a person has closed it. */
function showCard({ scene, control, session }: MapContext, id: string): void {
  const card = scene.current?.cards.get(id);
  if (card === undefined) {
    return;
  }
  const group = scene.current?.groups.get(card.group ?? '');
  if (group !== undefined && isClosed(group, readableZoom)) {
    session.store.dispatch({ type: 'groupMode', ids: [group.id], mode: undefined });
  }
  control.current?.centre(card);
}

/** Gives the focus to a stop, which may get its element only with the next render. */
function useFocus(
  { element }: MapContext,
  setFocused: (key: string) => void,
): (key: string) => void {
  const wanted = useRef<string>(undefined);
  useLayoutEffect(() => {
    const key = wanted.current;
    const found = [
      ...(element.current?.querySelectorAll<HTMLElement>('[data-service], [data-group]') ?? []),
    ].find(({ dataset }) => key === `card ${dataset.service}` || key === `group ${dataset.group}`);
    if (key !== undefined && found !== undefined) {
      wanted.current = undefined;
      found.focus({ preventScroll: true });
    }
  });
  return (key) => {
    wanted.current = key;
    setFocused(key);
  };
}
