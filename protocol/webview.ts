/**
 * Messages between the client and its webviews. Declarations only. One page serves two views:
 * `topology` (the explorer) and `call` (one method, its request and its reply).
 */
import type {
  CallEvent,
  CallMethod,
  CallOutcome,
  MetadataEntry,
  ReflectedServices,
} from './calls.ts';
import type { HistoryAnswer, HistoryQuery } from './history.ts';
import type { TopologyUpdate } from './topology.ts';
import type { ExportRequest, InstanceCommand, SavedViews, TopologyCommand } from './views.ts';

export type ViewKind = 'topology' | 'call';

/** A place that a call can go to. */
export interface CallTargetChoice {
  /** `host:port`. */
  readonly address: string;
  /** Such as `orders · etcd · kratos`. */
  readonly label: string;
  readonly health: 'passing' | 'warning' | 'critical' | 'maintenance' | 'unknown';
}

/** What a person filled in. */
export interface CallForm {
  readonly address: string;
  readonly body: string;
  readonly metadata: readonly MetadataEntry[];
  /** Absent for no deadline. */
  readonly deadlineMs?: number;
}

export interface CallViewModel {
  readonly method: CallMethod;
  /** For people: `workspace` or `server reflection`. */
  readonly schemaLabel: string;
  readonly targets: readonly CallTargetChoice[];
  readonly form: CallForm;
}

export type ToWebview =
  | { readonly type: 'topology/update'; readonly update: TopologyUpdate }
  /** Several, in their order: what came while the one before was on its way. */
  | { readonly type: 'topology/updates'; readonly updates: readonly TopologyUpdate[] }
  /** No registry is connected; `trusted` says whether one may be. */
  | {
      readonly type: 'topology/welcome';
      readonly trusted: boolean;
      readonly hasConnections: boolean;
    }
  /** Shows a service, or one of its instances, in the middle. */
  | {
      readonly type: 'topology/select';
      readonly serviceId: string;
      readonly instanceId?: string;
    }
  | { readonly type: 'topology/command'; readonly command: TopologyCommand }
  /** The saved views of the workspace; comes before the first graph. */
  | { readonly type: 'views/list'; readonly saved: SavedViews }
  | { readonly type: 'export/request'; readonly request: ExportRequest }
  | {
      readonly type: 'methods/result';
      readonly instanceId: string;
      readonly result: ReflectedServices;
    }
  | { readonly type: 'methods/failed'; readonly instanceId: string; readonly message: string }
  /** What the registry holds for an instance, as text. */
  | { readonly type: 'registration/result'; readonly instanceId: string; readonly raw: string }
  /** To the question of the page with the same id. */
  | { readonly type: 'history/answer'; readonly id: number; readonly answer: HistoryAnswer }
  | { readonly type: 'history/failed'; readonly id: number; readonly message: string }
  /** Something has changed that is not in the graph. */
  | { readonly type: 'history/news' }
  | { readonly type: 'call/show'; readonly model: CallViewModel }
  /** A new body, and nothing else of the form: the answer to `call/example`. */
  | { readonly type: 'call/exampleBody'; readonly body: string }
  | { readonly type: 'call/targets'; readonly targets: readonly CallTargetChoice[] }
  | { readonly type: 'call/event'; readonly event: CallEvent }
  | { readonly type: 'call/ended'; readonly outcome: CallOutcome }
  /** The call could not be made at all: malformed body, no schema, no server. */
  | { readonly type: 'call/failed'; readonly message: string };

/**
 * A message as bytes, for large ones: the editor copies an object at each of its borders, but hands
 * bytes on, and where it runs on another machine they go over the network.
 */
export interface PackedMessage {
  readonly type: 'packed';
  /** Its JSON as UTF-8, compressed. */
  readonly gzip: Uint8Array<ArrayBuffer>;
}

export type FromWebview =
  | { readonly type: 'ready' }
  | { readonly type: 'methods/request'; readonly instanceId: string }
  | { readonly type: 'registration/request'; readonly instanceId: string }
  | {
      readonly type: 'call/open';
      readonly instanceId: string;
      readonly service: string;
      readonly method: string;
    }
  | { readonly type: 'call/submit'; readonly callId: string; readonly form: CallForm }
  | { readonly type: 'call/cancel'; readonly callId: string }
  /** Ask for a new example body for the chosen address. */
  | { readonly type: 'call/example'; readonly address: string }
  | { readonly type: 'connections/add' }
  | { readonly type: 'connections/manage' }
  | { readonly type: 'topology/refresh' }
  /** Which services a person sees in detail now; absent when that is no small part of them. */
  | { readonly type: 'topology/sight'; readonly serviceIds?: readonly string[] }
  | {
      readonly type: 'instance/action';
      readonly instanceId: string;
      readonly action: InstanceCommand;
    }
  /** Replaces the saved views of the workspace. */
  | { readonly type: 'views/store'; readonly saved: SavedViews }
  /** The person asks for an export: the client asks for format and file. */
  | { readonly type: 'export/choose' }
  | {
      readonly type: 'export/ready';
      readonly request: ExportRequest;
      /** Base64 of the file. */
      readonly content: string;
    }
  | { readonly type: 'export/failed'; readonly message: string }
  /** A question about the past; `id` is the page's own. */
  | { readonly type: 'history/ask'; readonly id: number; readonly query: HistoryQuery }
  | { readonly type: 'clipboard/copy'; readonly text: string };

/** What the page finds in the `data-*` attributes of its body: which view to show. */
export interface PageAttributes {
  readonly view: ViewKind;
  /** URL of the layout worker's script. */
  readonly workerUri: string;
}
