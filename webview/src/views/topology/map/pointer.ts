import type { TargetedFocusEvent, TargetedMouseEvent, TargetedPointerEvent } from 'preact';
import { groupPadding, overlap, type Point } from '../../../layout/geometry.ts';
import { isClosed } from '../../../scene/levels.ts';
import { hitAt } from './hit.ts';
import { enterGroup, type MapContext, toggleGroup } from './mapContext.ts';
import { type Hit, sightOf } from './painting.ts';
import { stopOf } from './reach.ts';
import { tooltipOf } from './tooltip.ts';

export interface PointerHandlers {
  readonly onPointerDown: (event: TargetedPointerEvent<HTMLDivElement>) => void;
  readonly onPointerMove: (event: TargetedPointerEvent<HTMLDivElement>) => void;
  readonly onPointerUp: (event: TargetedPointerEvent<HTMLDivElement>) => void;
  readonly onPointerCancel: () => void;
  readonly onPointerLeave: () => void;
  readonly onClick: (event: TargetedMouseEvent<HTMLDivElement>) => void;
  readonly onDblClick: (event: TargetedMouseEvent<HTMLDivElement>) => void;
  readonly onFocusIn: (event: TargetedFocusEvent<HTMLDivElement>) => void;
}

interface Drag {
  /** What is under the pointer. */
  readonly hit: Hit | undefined;
  /** Cards that move along and where they were; empty when the map itself is moved. */
  readonly origins: ReadonlyMap<string, Point>;
  readonly start: Point;
  last: Point;
  moved: boolean;
}

/** A press that moves less than this is a click. Pixels. */
const dragThreshold = 4;

/**
 * Dragging the map pans; dragging a card, the head of an open group, or with alt a closed group moves
 * it. A click opens a service or an edge, a click beside closes, a double click enters or closes a group.
 */
export function pointerHandlers(
  context: MapContext,
  onFocus: (stop: string) => void,
): PointerHandlers {
  let drag: Drag | undefined;
  /** The window gives it the focus again when a person returns: then nothing is to move. */
  let focused: string | undefined;
  const end = (): void => {
    drag = undefined;
    context.element.current?.classList.remove('dragging');
  };
  return {
    onPointerDown: (event) => {
      if (event.button === 0 || event.button === 1) {
        drag = dragFrom(event, context);
      }
    },
    onPointerMove: (event) => {
      if (drag === undefined) {
        hover(hitUnder(event, context), context);
      } else {
        continueDrag(drag, event, context);
      }
    },
    onPointerUp: (event) => {
      if (drag !== undefined && !drag.moved && event.button === 0) {
        choose(drag.hit, context);
      }
      end();
    },
    onPointerCancel: end,
    onPointerLeave: () => hover(undefined, context),
    onClick: (event) => {
      const stop = stopOf(event.target);
      const isFromAssistiveTechnology = event.detail === 0;
      if (isFromAssistiveTechnology && stop !== undefined) {
        choose(stop, context);
      }
    },
    onDblClick: (event) => enterOrClose(hitUnder(event, context), context),
    onFocusIn: (event) => {
      const stop = stopOf(event.target);
      if (stop !== undefined) {
        onFocus(`${stop.kind} ${stop.id}`);
        if (stop.id !== focused || event.relatedTarget !== null) {
          bringIntoSight(stop, context);
        }
        focused = stop.id;
      }
    },
  };
}

/** What Tab and screen readers come to is to be seen. */
function bringIntoSight(stop: Hit, { scene, element, control }: MapContext): void {
  const { cards, groups } = scene.current ?? {};
  const frame = stop.kind === 'card' ? cards?.get(stop.id) : groups?.get(stop.id);
  const view = control.current?.read();
  if (frame === undefined || view === undefined || element.current === null) {
    return;
  }
  const { clientWidth: width, clientHeight: height } = element.current;
  if (!overlap(frame, sightOf(view, { width, height }))) {
    control.current?.reveal(frame);
  }
}

/** The point of the map under the pointer. */
function pointUnder(event: MouseEvent, { element, control }: MapContext): Point {
  const { left, top } = element.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
  const { x, y, zoom } = control.current?.read() ?? { x: 0, y: 0, zoom: 1 };
  return { x: (event.clientX - left - x) / zoom, y: (event.clientY - top - y) / zoom };
}

function hitUnder(event: MouseEvent, context: MapContext): Hit | undefined {
  const zoom = context.control.current?.read().zoom ?? 1;
  const scene = context.scene.current;
  return scene === null ? undefined : hitAt(scene, pointUnder(event, context), zoom);
}

function hover(hit: Hit | undefined, { stage, element, scene }: MapContext): void {
  const before = stage.current?.content().hovered;
  if (before?.kind === hit?.kind && before?.id === hit?.id) {
    return;
  }
  stage.current?.show({ hovered: hit });
  if (element.current !== null && scene.current !== null) {
    element.current.title = hit === undefined ? '' : tooltipOf(scene.current, hit);
    element.current.classList.toggle('over', hit !== undefined && hit.kind !== 'group');
  }
}

function choose(hit: Hit | undefined, { session }: MapContext): void {
  switch (hit?.kind) {
    case 'card':
      session.select({ serviceId: hit.id });
      return;
    case 'edge':
      session.store.dispatch({ type: 'selectEdge', edgeId: hit.id });
      return;
    case 'group':
    case 'bundle':
    case undefined:
      session.select(undefined);
  }
}

function enterOrClose(hit: Hit | undefined, context: MapContext): void {
  const group = hit?.kind === 'group' ? context.scene.current?.groups.get(hit.id) : undefined;
  if (group === undefined) {
    return;
  }
  if (isClosed(group, context.control.current?.read().zoom ?? 1)) {
    enterGroup(context, group);
  } else {
    toggleGroup(context, group, false);
  }
}

function dragFrom(event: PointerEvent, context: MapContext): Drag {
  const start = { x: event.clientX, y: event.clientY };
  const hit = event.button === 0 ? hitUnder(event, context) : undefined;
  return { hit, origins: originsOf(hit, event, context), start, last: start, moved: false };
}

function originsOf(
  hit: Hit | undefined,
  event: PointerEvent,
  context: MapContext,
): ReadonlyMap<string, Point> {
  const scene = context.scene.current;
  const card = hit?.kind === 'card' ? scene?.cards.get(hit.id) : undefined;
  if (card !== undefined) {
    return new Map([[card.id, { x: card.x, y: card.y }]]);
  }
  const group = hit?.kind === 'group' ? scene?.groups.get(hit.id) : undefined;
  const isAtHead = group !== undefined && pointUnder(event, context).y < group.y + groupPadding.top;
  const isOpen = group !== undefined && !isClosed(group, context.control.current?.read().zoom ?? 1);
  return group !== undefined && (event.altKey || (isAtHead && isOpen))
    ? new Map(group.cards.map(({ id, x, y }) => [id, { x, y }]))
    : new Map();
}

function continueDrag(drag: Drag, event: PointerEvent, context: MapContext): void {
  const now = { x: event.clientX, y: event.clientY };
  const way = { x: now.x - drag.start.x, y: now.y - drag.start.y };
  if (!drag.moved && Math.hypot(way.x, way.y) < dragThreshold) {
    return;
  }
  if (!drag.moved) {
    context.element.current?.setPointerCapture(event.pointerId);
    context.element.current?.classList.add('dragging');
    drag.moved = true;
  }
  const { control, session } = context;
  if (drag.origins.size === 0) {
    control.current?.panBy(now.x - drag.last.x, now.y - drag.last.y);
  } else {
    const zoom = control.current?.read().zoom ?? 1;
    const to = new Map(
      [...drag.origins].map(([id, { x, y }]) => [id, { x: x + way.x / zoom, y: y + way.y / zoom }]),
    );
    session.store.dispatch({ type: 'moveCards', to });
  }
  drag.last = now;
}
