import { overlap, type Point, type Rect } from '../../../layout/geometry.ts';
import type { Scene } from '../../../scene/scene.ts';
import type { Viewport } from '../../../state/topologyState.ts';
import { changedParts } from './changedParts.ts';
import { Flashes } from './flashes.ts';
import { paintMap, paintPart } from './paint.ts';
import { type Painting, type Pen, placeOf, sightOf } from './painting.ts';
import { type Palette, readPalette, watchTheme } from './palette.ts';

/** What the map shows, apart from where it stands and how it moves. */
export type StageContent = Pick<
  Painting,
  'scene' | 'chosen' | 'chosenEdge' | 'hovered' | 'stale' | 'outdated' | 'marks'
>;

/** The canvas of the map: holds what is to be seen and draws it once a frame at most. */
export interface MapStage {
  /** Draws something else. */
  readonly show: (content: Partial<StageContent>) => void;
  readonly move: (view: Viewport) => void;
  /** Lets every card glide from where it is drawn now to its place in the next scene. */
  readonly glide: () => void;
  /** Lets cards flash. */
  readonly flash: (ids: readonly string[]) => void;
  readonly content: () => StageContent;
  readonly palette: () => Palette;
  readonly dispose: () => void;
}

const glideMs = 450;
/** More cards than this jump to their places. */
const mostGliding = 400;

/** Takes hold of a canvas, which is as large as its parent. Undefined where there is no canvas. */
export function createMapStage(
  canvas: HTMLCanvasElement,
  initial: StageContent,
): MapStage | undefined {
  const pen = canvas.getContext('2d', { alpha: false });
  const parent = canvas.parentElement;
  if (pen === null || parent === null) {
    return undefined;
  }
  let content = initial;
  let view: Viewport = { x: 0, y: 0, zoom: 1 };
  let palette = readPalette(parent);
  let size = { width: parent.clientWidth, height: parent.clientHeight };
  let frame: number | undefined;
  let fading: number | undefined;
  let glide: { readonly from: ReadonlyMap<string, Point>; readonly since: number } | undefined;
  const flashes = new Flashes();

  /** What the canvas shows; undefined when that is nothing. */
  let drawn: Painting | undefined;

  const painting = (now: number): Painting => ({
    ...content,
    view,
    size,
    palette,
    sight: sightOf(view, size),
    part: sightOf(view, size),
    flashes: flashes.strengths(now),
    glide: glide && { from: glide.from, done: eased((now - glide.since) / glideMs) },
  });
  const paint = (now: number): void => {
    frame = undefined;
    if (glide !== undefined && now - glide.since >= glideMs) {
      glide = undefined;
    }
    if (fitCanvas(canvas, size)) {
      drawn = undefined;
    }
    const next = painting(now);
    paintOver(pen, drawn, next);
    drawn = next;
    if (glide !== undefined) {
      request();
    } else if (flashes.any) {
      clearTimeout(fading);
      fading = window.setTimeout(request, flashes.untilNextStep(now));
    }
  };
  const request = (): void => {
    frame ??= requestAnimationFrame(paint);
  };
  const stopWatching = watchTheme(() => {
    palette = readPalette(parent);
    request();
  });
  const observer = new ResizeObserver(() => {
    size = { width: parent.clientWidth, height: parent.clientHeight };
    request();
  });
  observer.observe(parent);
  const onRestored = (): void => {
    drawn = undefined;
    request();
  };
  canvas.addEventListener('contextrestored', onRestored);

  return {
    show: (next) => {
      content = { ...content, ...next };
      request();
    },
    move: (next) => {
      view = next;
      request();
    },
    glide: () => {
      const { cards } = content.scene;
      if (cards.size <= mostGliding && cards.size > 0 && wantsMotion()) {
        const now = performance.now();
        const last = painting(now);
        const from = new Map([...cards.values()].map((card) => [card.id, placeOf(last, card)]));
        glide = { from, since: now };
      }
    },
    flash: (ids) => {
      const now = performance.now();
      const sight = sightOf(view, size);
      flashes.begin(
        ids.filter((id) => isInSight(content.scene, id, sight)),
        now,
      );
      request();
    },
    content: () => content,
    palette: () => palette,
    dispose: () => {
      stopWatching();
      observer.disconnect();
      canvas.removeEventListener('contextrestored', onRestored);
      cancelAnimationFrame(frame ?? 0);
      clearTimeout(fading);
    },
  };
}

/** Draws what is other than what the canvas shows, or everything. */
function paintOver(pen: Pen, drawn: Painting | undefined, next: Painting): void {
  const parts = drawn && changedParts(drawn, next);
  if (parts === undefined) {
    paintMap(pen, next, devicePixelRatio);
  } else {
    parts.forEach((part) => paintPart(pen, next, part, devicePixelRatio));
  }
}

/** Whether the person wants things to move on their own. */
export function wantsMotion(): boolean {
  return !matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Slow at both ends. */
export function eased(part: number): number {
  const t = Math.min(1, Math.max(0, part));
  return t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2;
}

/** Answers whether it had another size, which empties it. */
function fitCanvas(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  const [wide, high] = [
    Math.round(width * devicePixelRatio),
    Math.round(height * devicePixelRatio),
  ];
  if (canvas.width === wide && canvas.height === high) {
    return false;
  }
  canvas.width = wide;
  canvas.height = high;
  return true;
}

/** Whether a card can be seen, or the tile of its group. */
function isInSight({ cards, groups }: Scene, id: string, sight: Rect): boolean {
  const card = cards.get(id);
  const frame = groups.get(card?.group ?? '') ?? card;
  return frame !== undefined && overlap(frame, sight);
}
