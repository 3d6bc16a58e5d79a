/** What a person chose to see of the topology, and what is kept of it. Declarations only. */

/** A part of the map around one service. */
export interface Focus {
  readonly serviceId: string;
  /** How many edges away. */
  readonly hops: 1 | 2 | 3;
  readonly direction: 'both' | 'callers' | 'callees';
}

/** Everything that makes a view of the map come back as it was. */
export interface ViewContent {
  /** The text of the filter box. */
  readonly filter: string;
  /** What the filter does not let through is left out, or drawn faintly. */
  readonly others: 'dimmed' | 'left out';
  /** Ids of services that are not drawn. */
  readonly hidden: readonly string[];
  readonly focus?: Focus;
  /** What the map groups its services by; absent for the map's own choice. */
  readonly grouping?: string;
  readonly viewport?: { readonly x: number; readonly y: number; readonly zoom: number };
}

export interface SavedView extends ViewContent {
  /** Unique among the views of a workspace, never shown. */
  readonly id: string;
  readonly name: string;
}

/** The views of a workspace, in the order in which they are listed. */
export interface SavedViews {
  readonly views: readonly SavedView[];
  /** The one that a newly opened topology begins with. */
  readonly defaultId?: string;
}

/** What a person does with an instance outside of the page. */
export type InstanceCommand = 'terminal' | 'openKey' | 'reveal' | 'setMaintenance' | 'deregister';

/** What a command of the editor asks of the page. */
export type TopologyCommand =
  | 'filter'
  | 'clearFilter'
  | 'focus'
  | 'leaveFocus'
  | 'hide'
  | 'showHidden'
  | 'saveView'
  | 'switchView'
  | 'showChanges'
  | 'backToLive';

/** A file to make of the map. */
export interface ExportRequest {
  readonly format: 'svg' | 'png' | 'json' | 'mermaid';
  /** What is drawn now, or everything that is known. */
  readonly scope: 'shown' | 'all';
}
