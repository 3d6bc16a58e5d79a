import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Rect } from '../../../layout/geometry.ts';
import type { Scene } from '../../../scene/scene.ts';
import type { Viewport } from '../../../state/topologyState.ts';
import type { MapContext } from './mapContext.ts';
import type { Palette } from './palette.ts';

/** Moves the frame that stands for the window. */
export type MinimapControl = (view: Viewport, size: { width: number; height: number }) => void;

const size = { width: 168, height: 104 } as const;
const margin = 6;
/** Maps with fewer cards are seen whole as they are. */
const leastCards = 30;
/**
 * While changes go on it is painted so often, in milliseconds: with the first change after a rest, in
 * a frame that there is anyway, or by itself when none comes for a while.
 */
const restMs = 250;
const graceMs = 150;

/** All of the map in small, with the window as a frame that can be dragged. */
export function Minimap(props: {
  readonly scene: Scene;
  readonly context: MapContext;
  readonly control: RefObject<MinimapControl | null>;
}): ComponentChild {
  const { scene, context, control } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { bounds } = scene;
  const isShown = bounds !== undefined && scene.cards.size >= leastCards;
  const palette = context.stage.current?.palette();
  const paintedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const paint = (): void => {
      const pen = canvas.current?.getContext('2d');
      const colours = context.stage.current?.palette();
      if (pen && bounds && colours) {
        paintedAt.current = performance.now();
        paintSmallMap(pen, scene, { bounds, palette: colours });
      }
    };
    const wait = paintedAt.current + restMs - performance.now();
    if (wait <= 0) {
      paint();
      return undefined;
    }
    const timer = setTimeout(paint, wait + graceMs);
    return () => clearTimeout(timer);
  }, [scene, isShown, palette]);
  useEffect(() => {
    control.current = (view, space) => placeFrame(frame.current, { view, space, bounds });
    const view = context.control.current?.read();
    const { width = 0, height = 0 } = context.element.current?.getBoundingClientRect() ?? {};
    if (view !== undefined) {
      control.current(view, { width, height });
    }
    return () => {
      control.current = null;
    };
  }, [bounds, isShown]);
  if (!isShown) {
    return null;
  }
  const goTo = (event: PointerEvent): void => {
    const box = canvas.current?.getBoundingClientRect();
    if (box !== undefined && event.buttons === 1) {
      const scale = scaleOf(bounds);
      const [left, top] = offsetOf(bounds, scale);
      context.control.current?.lookAt({
        x: bounds.x + (event.clientX - box.left - left) / scale,
        y: bounds.y + (event.clientY - box.top - top) / scale,
      });
    }
  };
  return (
    <div
      class="minimap"
      role="img"
      aria-label="Overview of the map; the frame is the part in sight"
      data-testid="minimap"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      }}
      onPointerMove={goTo}
    >
      <canvas ref={canvas} width={size.width * 2} height={size.height * 2} />
      <div ref={frame} class="minimap-frame" />
    </div>
  );
}

function scaleOf({ width, height }: Rect): number {
  return Math.min((size.width - 2 * margin) / width, (size.height - 2 * margin) / height);
}

function offsetOf({ width, height }: Rect, scale: number): readonly [number, number] {
  return [(size.width - width * scale) / 2, (size.height - height * scale) / 2];
}

function paintSmallMap(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  { bounds, palette }: { readonly bounds: Rect; readonly palette: Palette },
): void {
  const scale = scaleOf(bounds);
  const [left, top] = offsetOf(bounds, scale);
  pen.setTransform(2, 0, 0, 2, 0, 0);
  pen.clearRect(0, 0, size.width, size.height);
  pen.translate(left, top);
  pen.scale(scale, scale);
  pen.translate(-bounds.x, -bounds.y);
  for (const { x, y, width, height } of scene.groups.values()) {
    pen.fillStyle = palette.groupLine;
    pen.fillRect(x, y, width, height);
  }
  for (const { node, x, y, width, height, isFaded } of scene.cards.values()) {
    const health = node.service?.health ?? 'unknown';
    pen.globalAlpha = isFaded ? 0.2 : 1;
    pen.fillStyle = health === 'passing' ? palette.muted : palette.healths[health];
    pen.fillRect(x, y, width, height);
  }
  pen.globalAlpha = 1;
}

function placeFrame(
  frame: HTMLDivElement | null,
  seen: {
    readonly view: Viewport;
    readonly space: { readonly width: number; readonly height: number };
    readonly bounds: Rect | undefined;
  },
): void {
  const { view, space, bounds } = seen;
  if (frame === null || bounds === undefined) {
    return;
  }
  const scale = scaleOf(bounds);
  const [left, top] = offsetOf(bounds, scale);
  const x = left + (-view.x / view.zoom - bounds.x) * scale;
  const y = top + (-view.y / view.zoom - bounds.y) * scale;
  const from = { x: Math.max(0, x), y: Math.max(0, y) };
  const right = Math.min(size.width, x + (space.width / view.zoom) * scale);
  const bottom = Math.min(size.height, y + (space.height / view.zoom) * scale);
  const isAll = x <= left && y <= top && right >= size.width - left && bottom >= size.height - top;
  frame.parentElement?.classList.toggle('idle', isAll);
  frame.style.transform = `translate(${from.x}px, ${from.y}px)`;
  frame.style.width = `${Math.max(4, right - from.x)}px`;
  frame.style.height = `${Math.max(4, bottom - from.y)}px`;
}
