/** A list of equally high rows of which one may be open and higher. Lengths are pixels. */
export interface RowList {
  readonly count: number;
  readonly rowHeight: number;
  /** How much higher the open row is than the others. */
  readonly open?: { readonly index: number; readonly extra: number };
}

/** What is in sight of a list. */
export interface Sight {
  /** How far the top of the list is above the top of what is in sight; negative when below. */
  readonly scrolled: number;
  readonly height: number;
}

/** The rows to draw, and the room that the others take. */
export interface RowWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  readonly before: number;
  readonly after: number;
}

/** Rows that are drawn beyond both ends, so that arrow keys and small scrolls find them there. */
const margin = 8;

/** Which rows to draw; pure. */
export function rowWindow(list: RowList, { scrolled, height }: Sight): RowWindow {
  const first = clamp(rowAt(list, scrolled) - margin, list.count);
  const end = clamp(rowAt(list, scrolled + height) + 1 + margin, list.count);
  const total = offsetOf(list, list.count);
  return { first, end, before: offsetOf(list, first), after: total - offsetOf(list, end) };
}

/** Where a row begins. */
export function offsetOf({ rowHeight, open }: RowList, index: number): number {
  return index * rowHeight + (open !== undefined && index > open.index ? open.extra : 0);
}

function rowAt({ rowHeight, open }: RowList, at: number): number {
  if (open === undefined || at < (open.index + 1) * rowHeight) {
    return Math.floor(at / rowHeight);
  }
  return Math.max(open.index, Math.floor((at - open.extra) / rowHeight));
}

function clamp(index: number, count: number): number {
  return Math.min(count, Math.max(0, index));
}
