import type { Frame, Page } from 'playwright-core';

/**
 * What runs inside of the explorer's page, as text: it speaks of the document, which the rest of
 * this program has none of. `drawn` notes when each revision of the graph was on the screen, in
 * milliseconds since the epoch; `said` the same of what a watched card says, once the map has been
 * painted anew; `frames` the times of all frames while it is asked to. Who awaits `drawn` or `said`
 * is told, and looks at no frames: each that is asked for is one more to be made.
 */
const script = String.raw`
  window.bench = {
    drawn: [],
    frames: [],
    map: () => document.querySelector('[data-testid="topology-map"]'),
    count(name) { return Number(this.map()?.dataset[name] ?? 0); },
    now: () => performance.timeOrigin + performance.now(),
    until(isTrue) {
      return new Promise((done) => {
        const check = () => (isTrue() ? done(this.now()) : requestAnimationFrame(check));
        check();
      });
    },
    waiting: [],
    note(name) {
      this[name].push(this.now());
      this.waiting.forEach((look) => look());
    },
    noted(name, number) {
      return new Promise((done) => {
        const look = () => {
          if (this[name].length > number) {
            this.waiting = this.waiting.filter((each) => each !== look);
            done(this[name][number]);
          }
        };
        this.waiting.push(look);
        look();
      });
    },
    unpainted: 0,
    painted() {
      for (; this.unpainted > 0; this.unpainted--) {
        requestAnimationFrame(() => this.note('said'));
      }
    },
    said: [],
    watch(service) {
      const element = document.querySelector('[data-service="' + service + '"]');
      this.said = [];
      this.watching?.disconnect();
      this.watching = new MutationObserver(() => {
        this.unpainted++;
      });
      this.watching.observe(element, { attributes: true, attributeFilter: ['aria-label'] });
    },
    record() {
      const frames = (this.frames = []);
      const tick = (time) => {
        if (frames !== this.frames) return;
        frames.push(time);
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
    stop() {
      const frames = this.frames;
      this.frames = [];
      return frames;
    },
  };
  new MutationObserver(() => {
    requestAnimationFrame(() => requestAnimationFrame(() => window.bench.note('drawn')));
  }).observe(window.bench.map(), { attributes: true, attributeFilter: ['data-revision'] });
  const pen = CanvasRenderingContext2D.prototype;
  const { fillRect } = pen;
  pen.fillRect = function (...args) {
    if (this.canvas.classList.contains('picture')) window.bench.painted();
    return fillRect.apply(this, args);
  };
`;

/** The probe in one frame. */
export class PageProbe {
  readonly frame: Frame;

  private constructor(frame: Frame) {
    this.frame = frame;
  }

  static async install(frame: Frame): Promise<PageProbe> {
    await frame.evaluate(script);
    return new PageProbe(frame);
  }

  /** Waits until a number that the map tells of itself is at least so large; answers when. */
  async until(name: 'services' | 'arrangement', least: number): Promise<number> {
    return this.frame.evaluate<number>(
      `window.bench.until(() => window.bench.count('${name}') >= ${least})`,
    );
  }

  count(name: 'services' | 'arrangement' | 'revision'): Promise<number> {
    return this.frame.evaluate<number>(`window.bench.count('${name}')`);
  }

  /** How many revisions were drawn so far. */
  drawings(): Promise<number> {
    return this.frame.evaluate<number>('window.bench.drawn.length');
  }

  /** When the drawing of that number was on the screen. */
  async drawnAt(number: number): Promise<number> {
    return this.frame.evaluate<number>(`window.bench.noted('drawn', ${number})`);
  }

  /** Notes from now on when each change of what a card says was on the screen. */
  async watch(service: string): Promise<void> {
    await this.frame.evaluate(`window.bench.watch(${JSON.stringify(service)})`);
  }

  /** When the change of that number, from 0, of the watched card was on the screen. */
  async saidAt(number: number): Promise<number> {
    return this.frame.evaluate<number>(`window.bench.noted('said', ${number})`);
  }

  /** Frames a second, and the longest time between two in milliseconds, while something runs. */
  async framesWhile(
    run: () => Promise<void>,
  ): Promise<{ readonly perSecond: number; readonly longest: number }> {
    await this.frame.evaluate('window.bench.record()');
    await run();
    const times = await this.frame.evaluate<number[]>('window.bench.stop()');
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
    const total = gaps.reduce((sum, gap) => sum + gap, 0);
    return { perSecond: (gaps.length * 1000) / total, longest: Math.max(...gaps) };
  }

  /** How much of that there is at a moment says when it was collected last, not what is kept. */
  async collectGarbage(page: Page): Promise<void> {
    // A page of another process has a session of its own; one of the same process has none.
    const own = await page
      .context()
      .newCDPSession(this.frame)
      .catch(() => page.context().newCDPSession(page));
    await own.send('HeapProfiler.collectGarbage');
    await own.detach();
  }

  /** Of the page, and of the workbench where both share a process. */
  async heapMb(): Promise<number> {
    const bytes = await this.frame.evaluate<number>('performance.memory.usedJSHeapSize');
    return bytes / 1024 / 1024;
  }
}
