import type {
  RefObject,
  TargetedFocusEvent,
  TargetedMouseEvent,
  TargetedPointerEvent,
} from 'preact';
import type { Point } from '../../layout/geometry.ts';
import type { TopologySession } from '../../topologySession.ts';
import type { ViewportControl } from './viewportControl.ts';

export interface PointerContext {
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly control: RefObject<ViewportControl | null>;
  readonly session: TopologySession;
  /** A card has got the focus. */
  readonly onFocus: (id: string) => void;
}

export interface PointerHandlers {
  readonly onPointerDown: (event: TargetedPointerEvent<SVGSVGElement>) => void;
  readonly onPointerMove: (event: TargetedPointerEvent<SVGSVGElement>) => void;
  readonly onPointerUp: (event: TargetedPointerEvent<SVGSVGElement>) => void;
  readonly onPointerCancel: () => void;
  readonly onClick: (event: TargetedMouseEvent<SVGSVGElement>) => void;
  readonly onFocusIn: (event: TargetedFocusEvent<SVGSVGElement>) => void;
}

interface Drag {
  /** The card under the pointer; absent for the map itself. */
  readonly cardId: string | undefined;
  readonly origin: Point | undefined;
  readonly start: Point;
  last: Point;
  moved: boolean;
}

/** A press that moves less than this is a click. Pixels. */
const dragThreshold = 4;

/** Dragging the map pans, dragging a card moves it, a click opens it, a click beside closes. */
export function pointerHandlers(context: PointerContext): PointerHandlers {
  let drag: Drag | undefined;
  return {
    onPointerDown: (event) => {
      if (event.button === 0 || event.button === 1) {
        drag = dragFrom(event, context);
      }
    },
    onPointerMove: (event) => {
      if (drag !== undefined) {
        continueDrag(drag, event, context);
      }
    },
    onPointerUp: (event) => {
      if (drag !== undefined && !drag.moved && event.button === 0) {
        context.session.select(drag.cardId === undefined ? undefined : { serviceId: drag.cardId });
      }
      drag = undefined;
      context.svg.current?.classList.remove('dragging');
    },
    onPointerCancel: () => {
      drag = undefined;
      context.svg.current?.classList.remove('dragging');
    },
    onClick: (event) => {
      const serviceId = cardIdOf(event.target);
      const isFromAssistiveTechnology = event.detail === 0;
      if (isFromAssistiveTechnology && serviceId !== undefined) {
        context.session.select({ serviceId });
      }
    },
    onFocusIn: (event) => {
      const id = cardIdOf(event.target);
      if (id !== undefined) {
        context.onFocus(id);
      }
    },
  };
}

function dragFrom(event: PointerEvent, { session }: PointerContext): Drag {
  const start = { x: event.clientX, y: event.clientY };
  const cardId = event.button === 0 ? cardIdOf(event.target) : undefined;
  const origin = cardId === undefined ? undefined : session.store.get().positions.get(cardId);
  return { cardId, origin, start, last: start, moved: false };
}

function continueDrag(drag: Drag, event: PointerEvent, context: PointerContext): void {
  const now = { x: event.clientX, y: event.clientY };
  const way = { x: now.x - drag.start.x, y: now.y - drag.start.y };
  if (!drag.moved && Math.hypot(way.x, way.y) < dragThreshold) {
    return;
  }
  if (!drag.moved) {
    context.svg.current?.setPointerCapture(event.pointerId);
    context.svg.current?.classList.add('dragging');
    drag.moved = true;
  }
  const { control, session } = context;
  if (drag.cardId === undefined || drag.origin === undefined) {
    control.current?.panBy(now.x - drag.last.x, now.y - drag.last.y);
  } else {
    const zoom = control.current?.read().zoom ?? 1;
    const to = { x: drag.origin.x + way.x / zoom, y: drag.origin.y + way.y / zoom };
    session.store.dispatch({ type: 'moveCard', id: drag.cardId, to });
  }
  drag.last = now;
}

/** The service whose card an event came from. */
export function cardIdOf(target: EventTarget | null): string | undefined {
  const card = target instanceof Element ? target.closest<SVGGElement>('[data-service]') : null;
  return card?.dataset.service;
}
