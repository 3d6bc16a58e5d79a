import type { FromWebview, ToWebview } from '../../../protocol/webview.ts';
import type { ExportRequest, InstanceCommand, SavedViews } from '../../../protocol/views.ts';
import type { ServiceInstance, TopologyGraph } from '../../../protocol/topology.ts';
import { messageOf } from '../commands/userError.ts';
import type { Reflections } from '../invoke/reflections.ts';
import { callEndpointOf, type TargetAddress, toCallTarget } from '../invoke/targets.ts';
import { answerHistory } from './historyAnswers.ts';
import type { TopologySender, TopologyService } from './topologyService.ts';
import { UpdateFlow } from './updateFlow.ts';

export interface TopologyViewOptions {
  readonly topology: TopologySender & Pick<TopologyService, 'onUpdate' | 'setSight'>;
  /** Learns what servers tell of themselves. */
  readonly reflections: Reflections;
  readonly isTrusted: () => boolean;
  readonly hasConnections: () => boolean;
  /** The saved views of the workspace. */
  readonly views: { readonly read: () => SavedViews; readonly store: (saved: SavedViews) => void };
  readonly post: (message: ToWebview) => void;
  /** The same; resolves when the window has taken the message, or never will. */
  readonly deliver: (message: ToWebview) => Promise<void>;
  /** What the person asked for that lies outside of the view. */
  readonly actions: TopologyViewActions;
}

export interface TopologyViewActions {
  readonly addConnection: () => void;
  readonly manageConnections: () => void;
  readonly copy: (text: string) => void;
  readonly openCall: (call: InstanceCall) => void;
  readonly act: (instanceId: string, action: InstanceCommand) => void;
  readonly chooseExport: () => void;
  readonly saveExport: (request: ExportRequest, content: Uint8Array) => void;
  readonly exportFailed: (message: string) => void;
}

/** A method of one instance, chosen in the inspector. */
export interface InstanceCall {
  readonly service: string;
  readonly method: string;
  readonly target: TargetAddress;
}

/** One page of the topology: answers its messages and forwards what the server tells. */
export class TopologyView {
  readonly #options: TopologyViewOptions;
  readonly #subscription: { dispose(): void };
  readonly #updates: UpdateFlow;
  /** Updates wait for the snapshot that a page begins with. */
  #hasSnapshot = false;
  /** What is to be told once the page has its graph; undefined while it listens. */
  #waiting: ToWebview[] | undefined = [];

  constructor(options: TopologyViewOptions) {
    this.#options = options;
    this.#updates = new UpdateFlow({
      deliver: options.deliver,
      onLost: () => void this.#sendSnapshot(),
    });
    this.#subscription = options.topology.onUpdate((update) => {
      if (update.kind === 'snapshot' || this.#hasSnapshot) {
        this.#hasSnapshot = true;
        this.#updates.push(update);
      }
    });
  }

  /** Never rejects: what fails is told in the page. */
  async handle(message: FromWebview): Promise<void> {
    const { actions } = this.#options;
    switch (message.type) {
      case 'ready':
        await this.#welcome();
        return;
      case 'topology/refresh':
        await this.#sendSnapshot();
        return;
      case 'topology/sight':
        this.#see(message.serviceIds);
        return;
      case 'methods/request':
        await this.#sendMethods(message.instanceId);
        return;
      case 'registration/request':
        await this.#sendRegistration(message.instanceId);
        return;
      case 'history/ask':
        this.#options.post(await answerHistory(this.#options.topology, message));
        return;
      case 'call/open':
        await this.#openCall(message);
        return;
      case 'connections/add':
        actions.addConnection();
        return;
      case 'connections/manage':
        actions.manageConnections();
        return;
      case 'clipboard/copy':
        actions.copy(message.text);
        return;
      case 'instance/action':
        actions.act(message.instanceId, message.action);
        return;
      case 'views/store':
        this.#options.views.store(message.saved);
        return;
      case 'export/choose':
        actions.chooseExport();
        return;
      case 'export/ready':
        actions.saveExport(message.request, Buffer.from(message.content, 'base64'));
        return;
      case 'export/failed':
        actions.exportFailed(message.message);
        return;
      case 'call/submit':
      case 'call/cancel':
      case 'call/example':
        return; // Belongs to the call view.
    }
  }

  /** Tells the page now, or once it listens and has its graph. */
  tell(message: ToWebview): void {
    if (this.#waiting === undefined) {
      this.#options.post(message);
    } else {
      this.#waiting.push(message);
    }
  }

  /** A page that is hidden is thrown away; the next one says that it is ready. */
  pageIsGone(): void {
    this.#waiting ??= [];
    this.#updates.reset();
    void this.#options.topology.setSight([]);
  }

  /** Says how things stand: welcome when nothing may be or is connected, the graph otherwise. */
  async begin(): Promise<void> {
    const trusted = this.#options.isTrusted();
    const hasConnections = this.#options.hasConnections();
    if (!trusted || !hasConnections) {
      this.#options.post({ type: 'topology/welcome', trusted, hasConnections });
      return;
    }
    await this.#sendSnapshot();
  }

  dispose(): void {
    this.#updates.reset();
    this.#subscription.dispose();
  }

  #see(serviceIds: readonly string[] | undefined): void {
    this.#updates.see(serviceIds && new Set(serviceIds));
    void this.#options.topology.setSight(serviceIds);
  }

  async #welcome(): Promise<void> {
    this.#updates.reset();
    const { post, views } = this.#options;
    post({ type: 'views/list', saved: views.read() });
    await this.begin();
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    waiting.forEach(post);
  }

  async #sendSnapshot(): Promise<void> {
    if (!this.#options.isTrusted()) {
      return;
    }
    const graph = await this.#graph();
    if (graph !== undefined) {
      this.#hasSnapshot = true;
      this.#options.post({ type: 'topology/update', update: { kind: 'snapshot', graph } });
    }
  }

  async #sendMethods(instanceId: string): Promise<void> {
    const { topology, post, reflections } = this.#options;
    try {
      const target = await this.#targetOf(instanceId);
      const params = { target: toCallTarget(target) };
      const result = await topology.send('reflection/methods', params);
      reflections.remember(target.address, result);
      post({ type: 'methods/result', instanceId, result });
    } catch (error) {
      post({ type: 'methods/failed', instanceId, message: messageOf(error) });
    }
  }

  /** An instance that is gone meanwhile is no news: the graph tells that by itself. */
  async #sendRegistration(instanceId: string): Promise<void> {
    const { topology, post } = this.#options;
    const found = await topology
      .send('topology/registration', { instanceId })
      .catch(() => ({ raw: null }));
    if (found.raw !== null) {
      post({ type: 'registration/result', instanceId, raw: found.raw });
    }
  }

  async #openCall(message: Extract<FromWebview, { type: 'call/open' }>): Promise<void> {
    const { instanceId, service, method } = message;
    try {
      const target = await this.#targetOf(instanceId);
      this.#options.actions.openCall({ service, method, target });
    } catch (error) {
      this.#options.post({ type: 'methods/failed', instanceId, message: messageOf(error) });
    }
  }

  async #targetOf(instanceId: string): Promise<TargetAddress> {
    const graph = await this.#options.topology.send('topology/get', {});
    const instance = findInstance(graph, instanceId);
    const endpoint = instance && callEndpointOf(instance);
    if (endpoint === undefined) {
      throw new Error('This instance is no longer registered, or it has no address to call.');
    }
    return endpoint;
  }

  /** The graph, or undefined while the server cannot answer: it sends a snapshot when it can. */
  async #graph(): Promise<TopologyGraph | undefined> {
    try {
      return await this.#options.topology.send('topology/get', {});
    } catch {
      return undefined;
    }
  }
}

/** Undefined when no service has an instance of that id. */
export function findInstance(graph: TopologyGraph, id: string): ServiceInstance | undefined {
  return graph.services.flatMap(({ instances }) => instances).find((one) => one.id === id);
}
