import type { CallMethod, SchemaSource } from '../../../protocol/calls.ts';
import type { TopologyGraph, TopologyDelta, TopologyUpdate } from '../../../protocol/topology.ts';
import type {
  CallForm,
  CallTargetChoice,
  FromWebview,
  ToWebview,
} from '../../../protocol/webview.ts';
import { isCancellation, messageOf } from '../commands/userError.ts';
import type { TopologyService } from '../topology/topologyService.ts';
import type { FormMemory, RememberedForm } from './formMemory.ts';
import { messagesOf } from './messages.ts';
import type { Reflections } from './reflections.ts';
import { parseTarget, rankTargets, toCallTarget } from './targets.ts';

export interface CallSessionOptions {
  readonly service: string;
  readonly method: string;
  /** Asked before each call, so that a call has the schema as it stands then. */
  readonly schema: (signal?: AbortSignal) => Promise<SchemaSource>;
  /** For people: `workspace` or `server reflection`. */
  readonly schemaLabel: string;
  /** Goes before what is remembered. */
  readonly address?: string;
  readonly topology: Pick<TopologyService, 'send' | 'onCallEvent' | 'onUpdate'>;
  readonly reflections: Reflections;
  readonly memory: FormMemory;
  readonly limits: () => CallLimits;
  readonly post: (message: ToWebview) => void;
  readonly copy: (text: string) => void;
}

/** What the settings say of calls. */
export interface CallLimits {
  /** Absent for no deadline. */
  readonly deadlineMs?: number;
  readonly maxReceiveBytes: number;
}

/** Targets follow the topology, but no faster than this. */
const targetDelayMs = 250;

/** One method in one panel: its form, its calls one at a time, and what comes back. */
export class CallSession {
  readonly #options: CallSessionOptions;
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #disposed = new AbortController();
  #method: CallMethod | undefined;
  #form: CallForm;
  #running: { readonly callId: string; readonly controller: AbortController } | undefined;
  #targetTimer: NodeJS.Timeout | undefined;
  #shownTargets = '';

  private constructor(options: CallSessionOptions, form: CallForm) {
    this.#options = options;
    this.#form = form;
    this.#subscriptions = [
      options.topology.onCallEvent((event) => {
        if (event.callId === this.#running?.callId) {
          options.post({ type: 'call/event', event });
        }
      }),
      options.topology.onUpdate((update) => {
        this.#targetsMayHaveChanged(update);
      }),
    ];
  }

  /** Gets the method's shape and a form to begin with. Rejects when there is no schema. */
  static async open(options: CallSessionOptions, signal?: AbortSignal): Promise<CallSession> {
    const remembered = options.memory.find(pathOf(options));
    const graph = await graphOf(options);
    const address = options.address ?? addressOf(remembered, targetsOf(graph, options));
    const example = await exampleOf(options, address, signal);
    const { deadlineMs } = options.limits();
    const form: CallForm = remembered?.form ?? {
      address,
      body: example.json,
      metadata: [],
      ...(deadlineMs !== undefined && { deadlineMs }),
    };
    const session = new CallSession(options, { ...form, address });
    session.#method = example.method;
    return session;
  }

  /** Never rejects: what fails is told in the page. */
  async handle(message: FromWebview): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.#show();
        return;
      case 'call/submit':
        await this.#submit(message.callId, message.form);
        return;
      case 'call/cancel':
        this.#cancel(message.callId);
        return;
      case 'call/example':
        await this.#showExample(message.address);
        return;
      case 'clipboard/copy':
        this.#options.copy(message.text);
        return;
      case 'methods/request':
      case 'registration/request':
      case 'call/open':
      case 'connections/add':
      case 'connections/manage':
      case 'topology/refresh':
      case 'topology/sight':
      case 'history/ask':
      case 'instance/action':
      case 'views/store':
      case 'export/choose':
      case 'export/ready':
      case 'export/failed':
        return; // Belongs to the topology view.
    }
  }

  /** Ends the call that runs, and lets the page be told nothing more. */
  dispose(): void {
    this.#disposed.abort();
    this.#running?.controller.abort();
    clearTimeout(this.#targetTimer);
    this.#subscriptions.forEach((subscription) => {
      subscription.dispose();
    });
  }

  async #show(): Promise<void> {
    const targets = this.#targetsOf(await graphOf(this.#options));
    if (this.#method !== undefined && !this.#disposed.signal.aborted) {
      const { schemaLabel, post } = this.#options;
      const model = { method: this.#method, schemaLabel, targets, form: this.#form };
      post({ type: 'call/show', model });
    }
  }

  async #showExample(address: string): Promise<void> {
    try {
      const { json, method } = await exampleOf(this.#options, address, this.#disposed.signal);
      this.#method = method;
      this.#form = { ...this.#form, address, body: json };
      if (!this.#disposed.signal.aborted) {
        this.#options.post({ type: 'call/exampleBody', body: json });
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A call that is still running is cancelled first: a panel shows one. */
  async #submit(callId: string, form: CallForm): Promise<void> {
    this.#running?.controller.abort();
    const controller = new AbortController();
    this.#running = { callId, controller };
    this.#form = form;
    try {
      await this.#remember(form);
      const outcome = await this.#call(callId, form, controller.signal);
      if (this.#isCurrent(callId)) {
        this.#options.post({ type: 'call/ended', outcome });
      }
    } catch (error) {
      if (this.#isCurrent(callId)) {
        this.#fail(error);
      }
    } finally {
      if (this.#isCurrent(callId)) {
        this.#running = undefined;
      }
    }
  }

  async #remember(form: CallForm): Promise<void> {
    const targets = targetsOf(await graphOf(this.#options), this.#options);
    const registered = targets.some(({ address }) => address === form.address);
    await this.#options.memory.remember(pathOf(this.#options), { form, registered });
  }

  /**
   * Cancelling while the schema is fetched ends it here. Once the call is with the server, the
   * server is told, and its outcome says `CANCELLED`.
   */
  async #call(callId: string, form: CallForm, signal: AbortSignal) {
    const { topology, service, method, limits } = this.#options;
    const schema = await this.#options.schema(signal);
    const graph = await graphOf(this.#options);
    signal.throwIfAborted();
    const cancel = (): void => {
      topology.send('call/cancel', { callId }).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await topology.send('call/start', {
        callId,
        target: toCallTarget(parseTarget(form.address, graph)),
        schema,
        service,
        method,
        messages: messagesOf(form.body, this.#method?.kind ?? 'unary'),
        halfClose: true,
        metadata: form.metadata,
        maxReceiveBytes: limits().maxReceiveBytes,
        ...(form.deadlineMs !== undefined && { deadlineMs: form.deadlineMs }),
      });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #cancel(callId: string): void {
    if (this.#isCurrent(callId)) {
      this.#running?.controller.abort();
    }
  }

  #isCurrent(callId: string): boolean {
    return this.#running?.callId === callId && !this.#disposed.signal.aborted;
  }

  #fail(error: unknown): void {
    if (!this.#disposed.signal.aborted) {
      const message = isCancellation(error) ? 'The call was cancelled.' : messageOf(error);
      this.#options.post({ type: 'call/failed', message });
    }
  }

  #targetsMayHaveChanged(update: TopologyUpdate): void {
    const { delta } = update.kind === 'delta' ? update : { delta: undefined };
    const isElsewhere = delta !== undefined && touchesNoService(delta);
    if (!isElsewhere) {
      this.#targetTimer ??= setTimeout(() => {
        this.#targetTimer = undefined;
        void this.#sendTargets();
      }, targetDelayMs);
    }
  }

  async #sendTargets(): Promise<void> {
    const before = this.#shownTargets;
    const targets = this.#targetsOf(await graphOf(this.#options));
    if (this.#shownTargets !== before && !this.#disposed.signal.aborted) {
      this.#options.post({ type: 'call/targets', targets });
    }
  }

  #targetsOf(graph: TopologyGraph | undefined): readonly CallTargetChoice[] {
    const targets = targetsOf(graph, this.#options);
    this.#shownTargets = JSON.stringify(targets);
    return targets;
  }
}

function touchesNoService(delta: TopologyDelta): boolean {
  const { upsertedServices, changedServices, removedServices } = delta;
  return [upsertedServices, changedServices, removedServices].every((list) => list.length === 0);
}

function pathOf({ service, method }: CallSessionOptions): string {
  return `${service}/${method}`;
}

function targetsOf(
  graph: TopologyGraph | undefined,
  { service, reflections }: CallSessionOptions,
): readonly CallTargetChoice[] {
  return graph === undefined
    ? []
    : rankTargets(graph, service, (address) => reflections.at(address));
}

/** The address of last time, unless its instance has gone while others are there. */
function addressOf(
  remembered: RememberedForm | undefined,
  targets: readonly CallTargetChoice[],
): string {
  const last = remembered?.form.address;
  const isGone = remembered?.registered === true && targets.every((t) => t.address !== last);
  return isGone ? (targets[0]?.address ?? last ?? '') : (last ?? targets[0]?.address ?? '');
}

async function exampleOf(options: CallSessionOptions, address: string, signal?: AbortSignal) {
  const { topology, service, method } = options;
  const schema = await options.schema(signal);
  const target = toCallTarget(parseTarget(address, await graphOf(options)));
  return topology.send('call/example', { target, schema, service, method }, signal);
}

/** A call needs no topology: without one the address is typed. */
async function graphOf({ topology }: CallSessionOptions): Promise<TopologyGraph | undefined> {
  try {
    return await topology.send('topology/get', {});
  } catch {
    return undefined;
  }
}
