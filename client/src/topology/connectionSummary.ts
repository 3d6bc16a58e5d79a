import type { ConnectionStatus } from '../../../protocol/connections.ts';

/** What the status bar says of all registries. */
export interface ConnectionSummary {
  /** With an icon in the notation of the editor. */
  readonly text: string;
  /** Plain text, a line for each connection. */
  readonly tooltip: string;
  readonly isWarning: boolean;
}

/** Sums up the connections; an empty list stands for none configured or none started. */
export function summarize(connections: readonly ConnectionStatus[]): ConnectionSummary {
  if (connections.length === 0) {
    return {
      text: '$(type-hierarchy) Topology',
      tooltip: 'Proto Atlas: no registry is connected. Select to open the topology.',
      isWarning: false,
    };
  }
  const live = connections.filter(({ state }) => state.phase === 'live').length;
  const isWarning = connections.some(({ state }) => isBroken(state.phase));
  const icon = isWarning ? '$(warning)' : '$(type-hierarchy)';
  return {
    text: `${icon} ${live}/${connections.length} ${connections.length === 1 ? 'registry' : 'registries'}`,
    tooltip: ['Proto Atlas: select to open the topology.', ...connections.map(lineOf)].join('\n'),
    isWarning,
  };
}

function isBroken(phase: ConnectionStatus['state']['phase']): boolean {
  return phase === 'stale' || phase === 'failed';
}

function lineOf({ name, endpoint, state }: ConnectionStatus): string {
  const where = `${name} (${endpoint})`;
  switch (state.phase) {
    case 'connecting':
      return `${where}: connecting`;
    case 'live':
      return `${where}: live`;
    case 'stale':
      return `${where}: stale since ${timeOf(state.since)}, ${state.reason}`;
    case 'failed':
      return `${where}: not reached, ${state.reason}`;
  }
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString();
}
