import type { Point } from '../../../layout/geometry.ts';
import type { Viewport } from '../../../state/topologyState.ts';
import { paintMap } from './paint.ts';
import { type Painting, placeOf, sightOf } from './painting.ts';
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
const flashMs = 2200;
/** A flash that only fades is drawn so often: the whole map each frame would cost a core. */
const fadeStepMs = 80;
/**
 * While the graph goes on changing it is drawn so often, in milliseconds: without a graphics card a
 * picture takes a core 10 to 15 ms, and the messages that come meanwhile have to get their turn.
 */
const restMs = 40;
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
  let resting: number | undefined;
  let paintedAt = Number.NEGATIVE_INFINITY;
  let glide: { readonly from: ReadonlyMap<string, Point>; readonly since: number } | undefined;
  const flashes = new Map<string, number>();

  const painting = (now: number): Painting => ({
    ...content,
    view,
    size,
    palette,
    sight: sightOf(view, size),
    flashes: strengths(flashes, now),
    glide: glide && { from: glide.from, done: eased((now - glide.since) / glideMs) },
  });
  const paint = (now: number): void => {
    frame = undefined;
    if (glide !== undefined && now - glide.since >= glideMs) {
      glide = undefined;
    }
    fitCanvas(canvas, size);
    paintedAt = performance.now();
    paintMap(pen, painting(now), devicePixelRatio);
    if (glide !== undefined) {
      request();
    } else if (flashes.size > 0) {
      fading ??= window.setTimeout(() => {
        fading = undefined;
        request();
      }, fadeStepMs);
    }
  };
  const request = (): void => {
    frame ??= requestAnimationFrame(paint);
  };
  const requestRested = (): void => {
    const rest = paintedAt + restMs - performance.now();
    if (rest <= 0) {
      request();
    } else {
      resting ??= window.setTimeout(() => {
        resting = undefined;
        request();
      }, rest);
    }
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

  return {
    show: (next) => {
      const before = content;
      content = { ...content, ...next };
      if (isSameFocus(before, content)) {
        requestRested();
      } else {
        request();
      }
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
      ids.forEach((id) => flashes.set(id, now));
      requestRested();
    },
    content: () => content,
    palette: () => palette,
    dispose: () => {
      stopWatching();
      observer.disconnect();
      cancelAnimationFrame(frame ?? 0);
      clearTimeout(fading);
      clearTimeout(resting);
    },
  };
}

/** Whether nothing changed that answers to what a person does. */
function isSameFocus(one: StageContent, other: StageContent): boolean {
  return (
    one.chosen === other.chosen &&
    one.chosenEdge === other.chosenEdge &&
    one.hovered === other.hovered &&
    one.marks === other.marks &&
    one.scene.edges === other.scene.edges
  );
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

function fitCanvas(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const [wide, high] = [
    Math.round(width * devicePixelRatio),
    Math.round(height * devicePixelRatio),
  ];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
}

/** Forgets flashes that are over. */
function strengths(flashes: Map<string, number>, now: number): ReadonlyMap<string, number> {
  const result = new Map<string, number>();
  for (const [id, since] of flashes) {
    const left = 1 - (now - since) / flashMs;
    if (left <= 0) {
      flashes.delete(id);
    } else {
      result.set(id, Math.min(1, left * 1.3));
    }
  }
  return result;
}
