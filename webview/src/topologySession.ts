import type { ToWebview } from '../../protocol/webview.ts';
import { answerExport } from './export/answerExport.ts';
import type { LayoutEngine } from './layout/arrange.ts';
import type { Host } from './messaging/host.ts';
import type { InstanceCommand, SavedViews } from '../../protocol/views.ts';
import { viewContent } from './state/commands.ts';
import { mainKind, nodesOf } from './state/nodes.ts';
import { groupNodes } from './scene/grouping.ts';
import { saveView } from './state/savedViews.ts';
import { fromSaved, savedParts, toSaved } from './state/savedState.ts';
import { createStore } from './state/store.ts';
import { createTimelineSession, type TimelineSession } from './timelineSession.ts';
import { groupingInput } from './state/groupState.ts';
import {
  reduceTopology,
  type Selection,
  type TopologyAction,
  type TopologyState,
  type TopologyStore,
} from './state/topologyState.ts';

/** The explorer without its looks: state, and what a person can ask for. */
export interface TopologySession {
  readonly store: TopologyStore;
  /** What a person can do with time. */
  readonly timeline: TimelineSession;
  /**
   * Opens the inspector, or closes it. An instance with an address is asked for its methods each
   * time it is opened, for it may have been started anew; a list it gave before stays meanwhile.
   */
  readonly select: (selection: Selection | undefined) => void;
  readonly askMethods: (instanceId: string) => void;
  /** Asks what the registry holds for an instance. */
  readonly askRegistration: (instanceId: string) => void;
  readonly openCall: (instanceId: string, service: string, method: string) => void;
  readonly copy: (text: string) => void;
  /** What happens to an instance outside of the page. */
  readonly act: (instanceId: string, action: InstanceCommand) => void;
  /** Keeps what is seen now under a name, if there is room for one more view. */
  readonly saveView: (name: string) => void;
  /** Replaces the saved views, here and in the workspace. */
  readonly storeViews: (saved: SavedViews) => void;
  /** Asks for a format and a file, and exports what is seen. */
  readonly chooseExport: () => void;
  readonly refresh: () => void;
  /** Says which services the map shows in detail; undefined for no small part of them. */
  readonly see: (serviceIds: readonly string[] | undefined) => void;
  readonly addConnection: () => void;
  readonly manageConnections: () => void;
}

/** Changes that come within this time share one layout. */
const gatherMs = 80;
const saveMs = 300;

/** Wires messages, state, layout and saving; the views only read the store and call the session. */
export function createTopologySession(host: Host, engine: LayoutEngine): TopologySession {
  const store = createStore(reduceTopology, fromSaved(host.savedState));
  host.listen((messages) => {
    store.dispatch(...messages.flatMap(actionsOf));
    for (const message of messages) {
      if (message.type === 'export/request') {
        void answerExport(store, host, message.request);
      }
    }
  });
  keepArranged(store, engine);
  keepComplete(store, host);
  keepSaved(store, host);

  const askMethods = (instanceId: string): void => {
    if (store.get().methods.get(instanceId)?.phase !== 'ready') {
      store.dispatch({ type: 'methods', instanceId, list: { phase: 'loading' } });
    }
    host.post({ type: 'methods/request', instanceId });
  };
  const storeViews = (saved: SavedViews): void => {
    store.dispatch({ type: 'views', saved });
    host.post({ type: 'views/store', saved });
  };
  return {
    store,
    timeline: createTimelineSession(host, store),
    select: (selection) => {
      const wasOpen = store.get().selection?.instanceId;
      store.dispatch({ type: 'select', selection });
      const instanceId = selection?.instanceId;
      if (
        instanceId !== undefined &&
        instanceId !== wasOpen &&
        store.get().timeline.playhead === undefined &&
        isCallable(store.get(), instanceId)
      ) {
        askMethods(instanceId);
      }
    },
    askMethods,
    askRegistration: (instanceId) => host.post({ type: 'registration/request', instanceId }),
    openCall: (instanceId, service, method) =>
      host.post({ type: 'call/open', instanceId, service, method }),
    act: (instanceId, action) => host.post({ type: 'instance/action', instanceId, action }),
    storeViews,
    saveView: (name) => {
      const kept = saveView(store.get().saved, name, viewContent(store.get()));
      if (kept !== undefined) {
        storeViews(kept.saved);
        store.dispatch({ type: 'viewSaved', id: kept.id });
      }
    },
    chooseExport: () => host.post({ type: 'export/choose' }),
    copy: (text) => host.post({ type: 'clipboard/copy', text }),
    refresh: () => host.post({ type: 'topology/refresh' }),
    see: tellingSight(host),
    addConnection: () => host.post({ type: 'connections/add' }),
    manageConnections: () => host.post({ type: 'connections/manage' }),
  };
}

/** Tells what is not what was told last. */
function tellingSight(host: Host): TopologySession['see'] {
  let told = '';
  return (serviceIds) => {
    const now = JSON.stringify(serviceIds ?? '');
    if (now !== told) {
      told = now;
      host.post({ type: 'topology/sight', ...(serviceIds && { serviceIds }) });
    }
  };
}

function actionsOf(message: ToWebview): readonly TopologyAction[] {
  switch (message.type) {
    case 'topology/update':
      return [{ type: 'update', update: message.update, at: Date.now() }];
    case 'topology/updates':
      return message.updates.map((update) => ({ type: 'update', update, at: Date.now() }));
    case 'topology/welcome':
      return [
        { type: 'welcome', trusted: message.trusted, hasConnections: message.hasConnections },
      ];
    case 'methods/result':
      return [
        {
          type: 'methods',
          instanceId: message.instanceId,
          list: { phase: 'ready', result: message.result },
        },
      ];
    case 'registration/result':
      return [{ type: 'registration', instanceId: message.instanceId, raw: message.raw }];
    case 'methods/failed':
      return [
        {
          type: 'methods',
          instanceId: message.instanceId,
          list: { phase: 'failed', message: message.message },
        },
      ];
    case 'topology/command':
      return [{ type: 'command', command: message.command }];
    case 'topology/select':
      return selectionActions(message);
    case 'views/list':
      return [{ type: 'views', saved: message.saved }];
    case 'export/request':
    case 'history/answer':
    case 'history/failed':
    case 'history/news':
    case 'call/show':
    case 'call/exampleBody':
    case 'call/targets':
    case 'call/event':
    case 'call/ended':
    case 'call/failed':
      return [];
  }
}

/** A service that was chosen elsewhere is brought to the middle. */
function selectionActions({
  serviceId,
  instanceId,
}: Extract<ToWebview, { type: 'topology/select' }>): readonly TopologyAction[] {
  const selection = { serviceId, ...(instanceId === undefined ? {} : { instanceId }) };
  return [
    { type: 'reveal', id: serviceId },
    { type: 'select', selection },
    { type: 'goal', goal: { kind: 'service', id: serviceId } },
  ];
}

function isCallable(state: TopologyState, instanceId: string): boolean {
  return [...(state.graph?.services.values() ?? [])].some((service) =>
    service.instances.some(({ id, address }) => id === instanceId && address !== ''),
  );
}

/** Runs one layout at a time; one that was asked for meanwhile follows. */
function keepArranged(store: TopologyStore, engine: LayoutEngine): void {
  let busy = false;
  const arrange = async (): Promise<void> => {
    const graph = store.get().graph;
    if (graph === undefined) {
      return;
    }
    const groups = groupNodes(store.get().groupChoice, groupingInput(graph));
    const ids = nodesOf(graph).map((node) => node.id);
    const links = [...graph.edges.values()].map((edge) => ({
      id: edge.id,
      from: edge.from,
      to: edge.to,
      isCall: mainKind(edge) !== 'permitted' && mainKind(edge) !== 'denied',
    }));
    const aspect = window.innerWidth / Math.max(1, window.innerHeight);
    const input = { ids, links, aspect, groupOf: groups.of };
    const { positions, routes, frames } = await engine.arrange(input);
    store.dispatch({ type: 'arranged', positions, routes, groups: { ...groups, frames } });
  };
  const run = (): void => {
    arrange()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : 'the layout engine failed';
        store.dispatch({ type: 'arrangeFailed', reason });
      })
      .finally(() => {
        busy = false;
      });
  };
  store.subscribe(() => {
    if (store.get().layout === 'wanted' && !busy) {
      busy = true;
      setTimeout(run, gatherMs);
    }
  });
}

function keepComplete(store: TopologyStore, host: Host): void {
  let asked = false;
  store.subscribe(() => {
    const { needsSnapshot } = store.get();
    if (needsSnapshot && !asked) {
      host.post({ type: 'topology/refresh' });
    }
    asked = needsSnapshot;
  });
}

function keepSaved(store: TopologyStore, host: Host): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = savedParts(store.get());
  store.subscribe(() => {
    const parts = savedParts(store.get());
    if (parts.every((part, index) => part === kept[index])) {
      return;
    }
    kept = parts;
    timer ??= setTimeout(() => {
      timer = undefined;
      host.save(toSaved(store.get()));
    }, saveMs);
  });
}
