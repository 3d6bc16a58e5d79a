import type { FromWebview, ToWebview } from '../../../protocol/webview.ts';
import type { ServiceInstance, TopologyGraph } from '../../../protocol/topology.ts';
import { messageOf } from '../commands/userError.ts';
import type { Reflections } from '../invoke/reflections.ts';
import { callEndpointOf, type TargetAddress, toCallTarget } from '../invoke/targets.ts';
import type { TopologySender, TopologyService } from './topologyService.ts';

export interface TopologyViewOptions {
  readonly topology: TopologySender & Pick<TopologyService, 'onUpdate'>;
  /** Learns what servers tell of themselves. */
  readonly reflections: Reflections;
  readonly isTrusted: () => boolean;
  readonly hasConnections: () => boolean;
  readonly post: (message: ToWebview) => void;
  /** What the person asked for that lies outside of the view. */
  readonly actions: TopologyViewActions;
}

export interface TopologyViewActions {
  readonly addConnection: () => void;
  readonly manageConnections: () => void;
  readonly copy: (text: string) => void;
  readonly openCall: (call: InstanceCall) => void;
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
  /** Updates wait for the snapshot that a page begins with. */
  #hasSnapshot = false;

  constructor(options: TopologyViewOptions) {
    this.#options = options;
    this.#subscription = options.topology.onUpdate((update) => {
      if (update.kind === 'snapshot' || this.#hasSnapshot) {
        this.#hasSnapshot = true;
        options.post({ type: 'topology/update', update });
      }
    });
  }

  /** Never rejects: what fails is told in the page. */
  async handle(message: FromWebview): Promise<void> {
    const { actions } = this.#options;
    switch (message.type) {
      case 'ready':
        await this.begin();
        return;
      case 'topology/refresh':
        await this.#sendSnapshot();
        return;
      case 'methods/request':
        await this.#sendMethods(message.instanceId);
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
      case 'call/submit':
      case 'call/cancel':
      case 'call/example':
        return; // Belongs to the call view.
    }
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
    this.#subscription.dispose();
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

function findInstance(graph: TopologyGraph, id: string): ServiceInstance | undefined {
  return graph.services.flatMap(({ instances }) => instances).find((one) => one.id === id);
}
