import type { ComponentChild } from 'preact';
import type { ConnectionStatus } from '../../../../protocol/connections.ts';
import { registryNames, stateText } from '../../state/connections.ts';
import { displayText } from '../../text/displayText.ts';
import { useNow } from '../shared/hooks.ts';
import { Icon, Text } from '../shared/text.tsx';

const phaseIcons: Readonly<Record<ConnectionStatus['state']['phase'], string>> = {
  connecting: 'loading',
  live: 'pass-filled',
  stale: 'history',
  failed: 'error',
};

/** One registry connection and its state; a click leads to the management of connections. */
export function ConnectionChip(props: {
  readonly connection: ConnectionStatus;
  readonly onClick: () => void;
}): ComponentChild {
  const { connection } = props;
  const { phase } = connection.state;
  const now = useNow(phase === 'stale');
  const { short, reason, advice } = stateText(connection, now);
  const details = [
    `${registryNames[connection.kind]} ${displayText(connection.name)} at ${displayText(connection.endpoint)}: ${short}`,
    reason === undefined ? '' : displayText(reason, { max: 1000 }),
    advice ?? '',
  ];
  return (
    <button
      type="button"
      class={`chip phase-${phase}`}
      title={details.filter(Boolean).join('\n')}
      data-testid="connection-chip"
      data-kind={connection.kind}
      data-name={connection.name}
      data-phase={phase}
      onClick={props.onClick}
    >
      <Icon name={phaseIcons[phase]} spin={phase === 'connecting'} />
      <span class={`chip-kind badge-${connection.kind}`}>{registryNames[connection.kind]}</span>
      <strong>
        <Text value={connection.name} max={32} />
      </strong>
      <span class="chip-endpoint">
        <Text value={shortEndpoint(connection)} max={40} />
      </span>
      <span class="chip-state">{short}</span>
    </button>
  );
}

/** The name of a file stands for its path; the title has the whole. */
function shortEndpoint({ kind, endpoint }: ConnectionStatus): string {
  return kind === 'static' ? (endpoint.split(/[\\/]/).at(-1) ?? endpoint) : endpoint;
}

/** A line below the bar for each connection that is stale or failed: since when, why, what to do. */
export function ConnectionNotice(props: {
  readonly connection: ConnectionStatus;
  readonly onManage: () => void;
}): ComponentChild {
  const { connection } = props;
  const now = useNow(connection.state.phase === 'stale');
  const { short, reason = '', advice } = stateText(connection, now);
  return (
    <div class={`notice phase-${connection.state.phase}`}>
      <Icon name={phaseIcons[connection.state.phase]} />
      <span class="notice-text">
        <strong>
          {registryNames[connection.kind]} <Text value={connection.name} max={60} /> {short}
        </strong>
        : <Text value={reason} max={300} />. {advice}
      </span>
      <button type="button" class="link-button" onClick={props.onManage}>
        Manage connections
      </button>
    </div>
  );
}
