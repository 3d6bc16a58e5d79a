/**
 * What the topology server remembers of the graph while it runs. Declarations only. Times are
 * milliseconds since the epoch, by the server's clock.
 *
 * A *change* is what a person calls one: an instance or an edge came, left, or looks different, a
 * registry's state or its leader is another. That a lease was kept alive, or that a check says the same in other
 * words, is none. What was there when a registry was read for the first time did not appear then.
 */
import type { ClusterEvent } from './cluster.ts';
import type { ConnectionState } from './connections.ts';
import type { Health, ServiceInstance, TopologyUpdate } from './topology.ts';

interface ChangeBase {
  /** The step that it belongs to. Several changes seen at once are one step. */
  readonly step: number;
  readonly at: number;
}

export interface InstanceChange extends ChangeBase {
  readonly subject: 'instance';
  readonly what: 'appeared' | 'left' | 'health' | 'changed';
  readonly serviceId: string;
  readonly instanceId: string;
  readonly address: string;
  /** After the change; when it left, the last that was known. */
  readonly health: Health;
  /** The health before it, when that is another. */
  readonly before?: Health;
  /** The fields that are different, health and lease apart. */
  readonly parts: readonly (keyof ServiceInstance)[];
}

/** A service without instances, such as one that is known by its edges alone. */
export interface ServicePresence extends ChangeBase {
  readonly subject: 'service';
  readonly what: 'appeared' | 'left';
  readonly serviceId: string;
}

export interface EdgeChange extends ChangeBase {
  readonly subject: 'edge';
  readonly what: 'appeared' | 'left' | 'changed';
  readonly edgeId: string;
  /** Service ids. */
  readonly from: string;
  readonly to: string;
}

export interface RegistryChange extends ChangeBase {
  readonly subject: 'registry';
  readonly what: Exclude<ConnectionState['phase'], 'connecting'> | 'removed';
  readonly connectionId: string;
  readonly name: string;
}

/** In the registry's own cluster, as far as somebody watches it: another leader, a lost member. */
export interface ClusterChange extends ChangeBase {
  readonly subject: 'cluster';
  readonly what: ClusterEvent['kind'];
  readonly connectionId: string;
  /** Of the connection. */
  readonly name: string;
  /** For people, one sentence. */
  readonly text: string;
}

export type HistoryChange =
  InstanceChange | ServicePresence | EdgeChange | RegistryChange | ClusterChange;

/** How far back the history reaches. */
export interface HistoryExtent {
  /** When this run of the server began; another value means that nothing older is known. */
  readonly startedAt: number;
  /** The graph is known from here on: `startedAt`, or later when the oldest steps had to go. */
  readonly knownSince: number;
  /** The newest step. Grows by one with each; 0 is the graph at `startedAt`. */
  readonly step: number;
  /** The time at the server as it answers. */
  readonly now: number;
}

/** The graph as it was, and for how long it was so. */
export interface PastState {
  readonly step: number;
  readonly from: number;
  /** The time of the next step; absent while it is as it was then. */
  readonly until?: number;
  /**
   * The graph: whole, or what turns the one that was asked from into it. Its revision is the step.
   * Unplaced keys are not remembered; a lease is as it was when its instance last changed.
   */
  readonly update: TopologyUpdate;
}

/** What became of a service or an edge since a step: it is there only now, was there only then, or differs. */
export type Mark = 'added' | 'gone' | 'changed';

export interface ServiceMark {
  readonly id: string;
  readonly mark: Mark;
  /** Counts of its instances. */
  readonly added: number;
  readonly gone: number;
  readonly changed: number;
}

export interface EdgeMark {
  readonly id: string;
  readonly mark: Mark;
}

/** The graph of one step beside that of now. What changed and changed back is left out. */
export interface Comparison {
  readonly step: number;
  readonly services: readonly ServiceMark[];
  readonly edges: readonly EdgeMark[];
}

/** For how long something was in one state. */
export interface HealthSpan {
  readonly from: number;
  /** Absent while it lasts. */
  readonly until?: number;
  readonly health: Health | 'absent';
}

export interface InstanceHealth {
  readonly instanceId: string;
  readonly address: string;
  /** The newest first. */
  readonly spans: readonly HealthSpan[];
}

/** The health of a service and of its instances, those that have left too. */
export interface ServiceHealthHistory {
  readonly serviceId: string;
  readonly knownSince: number;
  /** The newest first. */
  readonly spans: readonly HealthSpan[];
  /** Only those whose health changed, came or left; the others are as they are since `knownSince`. */
  readonly instances: readonly InstanceHealth[];
}

export interface HistoryRequests {
  /** The newest changes, at most `limit`, of steps after `after`; the oldest of them first. */
  'history/changes': {
    readonly params: { readonly after?: number; readonly limit: number };
    readonly result: {
      readonly extent: HistoryExtent;
      readonly changes: readonly HistoryChange[];
      /** Older changes of the steps asked for that are known but not among these. */
      readonly omitted: number;
    };
  };
  /** The graph at a time. One before the history is answered with its beginning. */
  'history/at': {
    /** `have`: the step whose graph the asker holds, to be told the difference alone. */
    readonly params: { readonly time: number; readonly have?: number };
    readonly result: PastState;
  };
  'history/compare': {
    readonly params: { readonly step: number };
    readonly result: Comparison;
  };
  'history/health': {
    readonly params: { readonly serviceId: string };
    readonly result: ServiceHealthHistory;
  };
}

/** A request as the webview asks it through the client. */
export type HistoryQuery = {
  readonly [Name in keyof HistoryRequests]: {
    readonly name: Name;
    readonly params: HistoryRequests[Name]['params'];
  };
}[keyof HistoryRequests];

/** What the webview is answered. */
export type HistoryAnswer = {
  readonly [Name in keyof HistoryRequests]: {
    readonly name: Name;
    readonly result: HistoryRequests[Name]['result'];
  };
}[keyof HistoryRequests];
