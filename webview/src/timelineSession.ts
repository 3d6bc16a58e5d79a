import type { HistoryAnswer, HistoryQuery } from '../../protocol/history.ts';
import type { ToWebview } from '../../protocol/webview.ts';
import type { Host } from './messaging/host.ts';
import {
  concerns,
  isCurrent,
  mostChanges,
  serverTime,
  type Speed,
  type TimelineAction,
  type TimelineLook,
  type TimelineState,
} from './state/timeline.ts';
import { neighbourTime } from './state/timelineScale.ts';
import type { TopologyState, TopologyStore } from './state/topologyState.ts';

/** What a person can do with time. */
export interface TimelineSession {
  /** Looks at a moment by the server's clock; one that is not past is now. */
  readonly seek: (time: number) => void;
  /** Moves the playhead by milliseconds, from now when it is live. */
  readonly seekBy: (milliseconds: number) => void;
  /** Goes to the change before or after; live after the last one. */
  readonly step: (direction: 'before' | 'after') => void;
  readonly goLive: () => void;
  /** Plays from the playhead; when live, from the beginning of what is known. */
  readonly togglePlay: () => void;
  readonly setSpeed: (speed: Speed) => void;
  readonly toggleCompare: () => void;
  readonly look: (look: Partial<TimelineLook>) => void;
}

/** Changes that come within this time are asked for together. */
const gatherMs = 300;
/** The same while they come in masses: an answer is a hundred kilobytes then, and the chart anew. */
const massGatherMs = 1_000;
/** An answer with more changes than this is one of a mass. */
const mass = 40;
/** Between two moves of the playhead while it plays. */
const playMs = 200;

/** Keeps the past at hand that the store's timeline asks for. */
export function createTimelineSession(host: Host, store: TopologyStore): TimelineSession {
  const ask = createAsker(host);
  const dispatch = (...actions: readonly TimelineAction[]): void =>
    store.dispatch(...actions.map((action) => ({ type: 'timeline' as const, action })));
  const parts: Parts = { store, ask, dispatch };
  host.listen((messages) => {
    if (messages.some(({ type }) => type === 'history/news')) {
      dispatch({ type: 'news' });
    }
  });
  keepChanges(parts);
  keepPast(parts);
  keepCompared(parts);
  keepHealth(parts);
  keepPlaying(parts);
  return createControls(parts);
}

type Ask = (query: HistoryQuery) => Promise<HistoryAnswer>;

interface Parts {
  readonly store: TopologyStore;
  readonly ask: Ask;
  readonly dispatch: (...actions: readonly TimelineAction[]) => void;
}

function createControls({ store, dispatch }: Parts): TimelineSession {
  const timeline = (): TimelineState => store.get().timeline;
  const now = (): number => serverTime(timeline(), Date.now());
  const seek = (time: number): void => dispatch({ type: 'seek', time, now: now() });
  return {
    seek,
    seekBy: (milliseconds) => seek((timeline().playhead ?? now()) + milliseconds),
    step: (direction) => {
      const { changes, playhead = now(), extent } = timeline();
      const beginning = direction === 'before' ? extent?.knownSince : undefined;
      seek(neighbourTime(changes, playhead, direction) ?? beginning ?? now());
    },
    goLive: () => dispatch({ type: 'live' }),
    togglePlay: () => {
      const { isPlaying, playhead, extent } = timeline();
      if (playhead === undefined && extent !== undefined) {
        seek(extent.knownSince);
      }
      dispatch({ type: 'play', isPlaying: !isPlaying });
    },
    setSpeed: (speed) => dispatch({ type: 'speed', speed }),
    toggleCompare: () => dispatch({ type: 'compare', isComparing: !timeline().isComparing }),
    look: (look) => dispatch({ type: 'look', look }),
  };
}

/** Questions to the server and their answers. */
function createAsker(host: Host): Ask {
  let asked = 0;
  const waiting = new Map<number, (message: HistoryReply) => void>();
  host.listen((messages) => {
    for (const message of messages) {
      if (message.type === 'history/answer' || message.type === 'history/failed') {
        waiting.get(message.id)?.(message);
        waiting.delete(message.id);
      }
    }
  });
  return (query) =>
    new Promise((done, fail) => {
      asked += 1;
      waiting.set(asked, (message) => {
        if (message.type === 'history/failed') {
          fail(new Error(message.message));
        } else {
          done(message.answer);
        }
      });
      host.post({ type: 'history/ask', id: asked, query });
    });
}

type HistoryReply = Extract<ToWebview, { type: 'history/answer' | 'history/failed' }>;

/**
 * Runs `work` whenever it is wanted, one at a time; `isWanted` is asked after each change of the
 * state and after each run, so that what was missed in between is made up for.
 */
function keep({ store, dispatch }: Parts, { isWanted, work, delay }: Keeping): void {
  let isBusy = false;
  const run = (): void => {
    work()
      .catch((error: unknown) => {
        dispatch({ type: 'failed', message: error instanceof Error ? error.message : '' });
      })
      .finally(() => {
        isBusy = false;
        check();
      });
  };
  const check = (): void => {
    if (!isBusy && isWanted(store.get())) {
      isBusy = true;
      setTimeout(run, delay?.() ?? 0);
    }
  };
  store.subscribe(check);
}

interface Keeping {
  readonly isWanted: (state: TopologyState) => boolean;
  readonly work: () => Promise<void>;
  /** Milliseconds from when it is wanted to when it runs. */
  readonly delay?: () => number;
}

/** After each update of the live graph, the changes that are new. */
function keepChanges(parts: Parts): void {
  const { store, ask, dispatch } = parts;
  let asked: readonly unknown[] = [];
  let came = 0;
  const wanted = ({ graph, timeline }: TopologyState): readonly unknown[] => [graph, timeline.news];
  const learn = async (after: number, startedAt: number | undefined): Promise<void> => {
    const answer = await ask({ name: 'history/changes', params: { after, limit: mostChanges } });
    if (answer.name !== 'history/changes') {
      return;
    }
    // A server that began anew counts its steps anew.
    if (after > 0 && answer.result.extent.startedAt !== startedAt) {
      await learn(0, undefined);
    } else {
      came = after === 0 ? 0 : answer.result.changes.length;
      dispatch({ type: 'learnt', ...answer.result, at: Date.now() });
    }
  };
  keep(parts, {
    delay: () => (came > mass ? massGatherMs : gatherMs),
    isWanted: (state) => state.graph !== undefined && !sameList(asked, wanted(state)),
    work: () => {
      const { timeline } = store.get();
      asked = wanted(store.get());
      return learn(timeline.extent?.step ?? 0, timeline.extent?.startedAt);
    },
  });
}

/** The graph of the playhead. */
function keepPast(parts: Parts): void {
  const { store, ask, dispatch } = parts;
  keep(parts, {
    isWanted: ({ timeline }) => !isCurrent(timeline),
    work: async () => {
      const { playhead: time = 0, past } = store.get().timeline;
      const params = past === undefined ? { time } : { time, have: past.step };
      const answer = await ask({ name: 'history/at', params });
      if (answer.name === 'history/at') {
        dispatch({ type: 'past', state: answer.result, live: store.get().graph });
      }
    },
  });
}

/** What became of that graph since, as long as somebody compares. */
function keepCompared(parts: Parts): void {
  const { store, ask, dispatch } = parts;
  let compared: readonly unknown[] = [];
  const wanted = ({ timeline }: TopologyState): readonly unknown[] => [
    timeline.past?.step,
    timeline.extent?.step,
  ];
  keep(parts, {
    isWanted: (state) =>
      state.timeline.isComparing &&
      state.timeline.past !== undefined &&
      (state.timeline.comparison === undefined || !sameList(compared, wanted(state))),
    work: async () => {
      const step = store.get().timeline.past?.step ?? 0;
      compared = wanted(store.get());
      const answer = await ask({ name: 'history/compare', params: { step } });
      if (answer.name === 'history/compare') {
        dispatch({ type: 'compared', comparison: answer.result });
      }
    },
  });
}

/** The health of the selected service, asked anew when something about it has changed. */
function keepHealth(parts: Parts): void {
  const { store, ask, dispatch } = parts;
  let asked: readonly unknown[] = [];
  const wanted = ({ selection, timeline }: TopologyState): readonly unknown[] => [
    selection?.serviceId,
    timeline.extent?.startedAt,
    timeline.changes.findLast((change) => concerns(change, selection?.serviceId ?? ''))?.step,
  ];
  keep(parts, {
    isWanted: (state) =>
      state.selection !== undefined &&
      state.timeline.extent !== undefined &&
      !sameList(asked, wanted(state)),
    work: async () => {
      asked = wanted(store.get());
      const serviceId = store.get().selection?.serviceId ?? '';
      const answer = await ask({ name: 'history/health', params: { serviceId } });
      if (answer.name === 'history/health') {
        dispatch({ type: 'health', health: answer.result });
      }
    },
  });
}

function sameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/** Moves the playhead while it plays; where it meets now, it is live. */
function keepPlaying({ store, dispatch }: Parts): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  let movedAt = 0;
  const move = (): void => {
    const { timeline } = store.get();
    const at = Date.now();
    const time = (timeline.playhead ?? 0) + (at - movedAt) * timeline.speed;
    movedAt = at;
    dispatch({ type: 'seek', time, now: serverTime(timeline, at) });
  };
  store.subscribe(() => {
    const { isPlaying } = store.get().timeline;
    if (isPlaying && timer === undefined) {
      movedAt = Date.now();
      timer = setInterval(move, playMs);
    } else if (!isPlaying && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  });
}
