import type { ComponentChild } from 'preact';
import type { ServiceInstance } from '../../../../protocol/topology.ts';
import type { InstanceCommand } from '../../../../protocol/views.ts';
import type { TopologySession } from '../../topologySession.ts';
import { useIsPast } from '../timeline/past.ts';
import { Icon } from '../shared/text.tsx';

export interface InstanceActionsProps {
  readonly instance: ServiceInstance;
  readonly session: TopologySession;
}

interface ActionLook {
  readonly action: InstanceCommand | 'copy';
  readonly icon: string;
  readonly text: string;
  readonly title: string;
  readonly fits: (instance: ServiceInstance) => boolean;
}

const hasAddress = ({ address }: ServiceInstance): boolean => address !== '';
const isIn =
  (...registries: readonly string[]) =>
  ({ registration }: ServiceInstance): boolean =>
    registries.includes(registration.registry);

const actions: readonly ActionLook[] = [
  {
    action: 'copy',
    icon: 'copy',
    text: 'Copy address',
    title: 'Copy host and port',
    fits: hasAddress,
  },
  {
    action: 'terminal',
    icon: 'terminal',
    text: 'Terminal',
    title: 'Open a terminal with a command for this address, written but not run',
    fits: hasAddress,
  },
  {
    action: 'openKey',
    icon: 'key',
    text: 'Open key',
    title: 'Open the registration as a document',
    fits: isIn('etcd'),
  },
  {
    action: 'reveal',
    icon: 'list-tree',
    text: 'Side bar',
    title: 'Show this instance in the side bar',
    fits: () => true,
  },
  {
    action: 'setMaintenance',
    icon: 'tools',
    text: 'Maintenance…',
    title: 'Switch the maintenance mode on or off, after a question',
    fits: isIn('consul'),
  },
  {
    action: 'deregister',
    icon: 'trash',
    text: 'Deregister…',
    title: 'Remove this instance from its registry, after a question',
    fits: isIn('etcd', 'consul'),
  },
];

/** What can be done with an instance besides calling it. */
export function InstanceActions({ instance, session }: InstanceActionsProps): ComponentChild {
  const isPast = useIsPast();
  return (
    <div class="instance-actions" role="toolbar" aria-label="Actions of this instance">
      {actions
        .filter(({ fits }) => fits(instance))
        .map(({ action, icon, text, title }) => (
          <button
            key={action}
            type="button"
            class="button secondary small"
            title={
              isPast && action !== 'copy' ? 'Only for what is there now: go back to live' : title
            }
            disabled={isPast && action !== 'copy'}
            data-testid={`action-${action}`}
            onClick={() =>
              action === 'copy' ? session.copy(instance.address) : session.act(instance.id, action)
            }
          >
            <Icon name={icon} />
            {text}
          </button>
        ))}
    </div>
  );
}
