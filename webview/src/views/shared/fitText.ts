import { displayText } from '../../text/displayText.ts';

const fitted = new Map<string, string>();
const maxRemembered = 5000;
let pen: CanvasRenderingContext2D | null | undefined;

/** How an SVG text is to fit. */
export interface FitOptions {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly size: number;
  readonly weight: number;
}

/**
 * A text from outside, made safe and cut in its middle to fit a width; SVG has no ellipsis of its
 * own. Measured with the editor's font where there is a canvas, else estimated.
 */
export function fitText(raw: string, options: FitOptions): string {
  const key = `${options.width} ${options.size} ${options.weight} ${raw}`;
  const known = fitted.get(key);
  if (known !== undefined) {
    return known;
  }
  if (fitted.size > maxRemembered) {
    fitted.clear();
  }
  const result = cutToFit(raw, options);
  fitted.set(key, result);
  return result;
}

/** No card shows more characters than this, so the search is short even for a name of 10 KB. */
const mostCharacters = 60;

function cutToFit(raw: string, options: FitOptions): string {
  const measure = measureWith(options);
  let low = 1;
  let high = Math.min(raw.length, mostCharacters);
  const whole = displayText(raw, { max: high });
  if (measure(whole) <= options.width) {
    return whole;
  }
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const fits = measure(displayText(raw, { max: middle })) <= options.width;
    low = fits ? middle : low;
    high = fits ? high : middle - 1;
  }
  return displayText(raw, { max: low });
}

function measureWith({ size, weight }: FitOptions): (text: string) => number {
  const context = canvasPen();
  if (context === null) {
    return (text) => text.length * size * 0.58;
  }
  const family = getComputedStyle(document.body).fontFamily;
  context.font = `${weight} ${size}px ${family}`;
  return (text) => context.measureText(text).width;
}

function canvasPen(): CanvasRenderingContext2D | null {
  pen ??=
    typeof OffscreenCanvas === 'undefined'
      ? null
      : document.createElement('canvas').getContext('2d');
  return pen;
}
