/** What a person can do to a registered instance, by the registry that has it. Declarations only. */

/** One thing to do. */
export type InstanceAction =
  /** Takes the registration away; the process goes on running. */
  | { readonly kind: 'deregister' }
  /** Consul alone: callers stop finding it, and it stays registered. */
  | {
      readonly kind: 'maintenance';
      /** A node takes all services that are on it along. */
      readonly of: 'instance' | 'node';
      readonly on: boolean;
      /** Shown to everybody who looks at it. */
      readonly reason?: string;
    };

/** What can be said of an instance before anything is done to it. */
export interface ActionSubject {
  readonly service: string;
  /** `host:port`, or the key of a registration without an address. */
  readonly label: string;
  readonly connectionName: string;
  /** Of Consul. */
  readonly node?: string;
  /** Who is under maintenance now; absent where the registry has no such mode. */
  readonly maintenance?: { readonly instance: boolean; readonly node: boolean };
}

/** What an action comes to, for a person to confirm. */
export interface ActionPlan {
  /** Sentences: what will happen, and what may surprise. */
  readonly effects: readonly string[];
  /** Handed back to `actions/run`; what has changed since then is not acted on. */
  readonly guard: string;
}

export interface ActionRequests {
  /** Looks the instance up in its registry. */
  'actions/subject': {
    readonly params: { readonly instanceId: string };
    readonly result: ActionSubject;
  };
  /** Says what an action would do, and does nothing. */
  'actions/plan': {
    readonly params: { readonly instanceId: string; readonly action: InstanceAction };
    readonly result: ActionPlan;
  };
  /** Does what was planned and confirmed, and says what was done. */
  'actions/run': {
    readonly params: {
      readonly instanceId: string;
      readonly action: InstanceAction;
      readonly guard: string;
    };
    readonly result: { readonly detail: string };
  };
}
