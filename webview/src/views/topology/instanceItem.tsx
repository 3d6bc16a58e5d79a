import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type {
  HealthCheck,
  InstanceEndpoint,
  LeaseInfo,
  ServiceInstance,
} from '../../../../protocol/topology.ts';
import { registryNames } from '../../state/connections.ts';
import type { MethodList } from '../../state/topologyState.ts';
import { displayText } from '../../text/displayText.ts';
import { formatJson, jsonProblem } from '../../text/json.ts';
import { clockTime, span } from '../../text/time.ts';
import type { TopologySession } from '../../topologySession.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { useNow, useStore } from '../shared/hooks.ts';
import { JsonView } from '../shared/jsonView.tsx';
import { memo } from '../shared/memo.ts';
import { Part, Rows } from '../shared/part.tsx';
import { Icon, IconButton, Text } from '../shared/text.tsx';
import { InstanceHealthStrip } from '../timeline/healthStrip.tsx';
import { useIsPast } from '../timeline/past.ts';
import { InstanceActions } from './instanceActions.tsx';
import { Methods } from './methods.tsx';

export interface InstanceItemProps {
  /** Place among `count` rows. */
  readonly index: number;
  readonly count: number;
  readonly instance: ServiceInstance;
  readonly isOpen: boolean;
  readonly methods: MethodList | undefined;
  readonly session: TopologySession;
  readonly onToggle: () => void;
  /** Told the height of the item while it is open, in pixels. */
  readonly onHeight: (height: number) => void;
}

/** One instance: a row, and all about it below while it is open. */
export function InstanceItem(props: InstanceItemProps): ComponentChild {
  const { isOpen, index, count } = props;
  const item = useRef<HTMLLIElement>(null);
  useHeight(item, props);
  useMethods(props);
  return (
    <li
      ref={item}
      class={`instance${isOpen ? ' open' : ''}`}
      data-index={index}
      aria-posinset={index + 1}
      aria-setsize={count}
    >
      <InstanceRow {...props} />
      {isOpen && <InstanceDetails {...props} />}
    </li>
  );
}

/** An instance that was opened from elsewhere is asked for its methods too. */
function useMethods({ isOpen, methods, instance, session }: InstanceItemProps): void {
  const isPast = useIsPast();
  useEffect(() => {
    if (isOpen && !isPast && methods === undefined && instance.address !== '') {
      session.askMethods(instance.id);
    }
  }, [isOpen, isPast]);
}

function useHeight(
  item: RefObject<HTMLLIElement | null>,
  { isOpen, onHeight }: InstanceItemProps,
): void {
  useLayoutEffect(() => {
    const element = item.current;
    if (!isOpen || element === null) {
      return undefined;
    }
    const observer = new ResizeObserver(() => onHeight(element.offsetHeight + spaceBelow));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isOpen, onHeight]);
}

/** Pixels between two items, as in the style sheet. */
const spaceBelow = 4;

function InstanceRow({ instance, isOpen, onToggle, session }: InstanceItemProps): ComponentChild {
  const { registration, address, version } = instance;
  return (
    <div
      class="instance-row"
      data-testid="instance-row"
      data-instance={instance.id}
      data-address={instance.address}
      data-health={instance.health}
    >
      <button type="button" class="instance-button" aria-expanded={isOpen} onClick={onToggle}>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
        <HealthMark health={instance.health} ghost={instance.possibleGhost} />
        <span class="instance-address">
          <Text value={address === '' ? 'no address' : address} max={60} />
        </span>
        {version !== undefined && (
          <span class="pill">
            <Text value={version} max={20} />
          </span>
        )}
        <span class={`pill badge-${registration.registry}`}>
          {registryNames[registration.registry]}
        </span>
        {instance.possibleGhost && <span class="pill ghost">possible ghost</span>}
      </button>
      {address !== '' && (
        <IconButton
          icon="copy"
          label={`Copy ${displayText(address)}`}
          onClick={() => session.copy(address)}
        />
      )}
    </div>
  );
}

function InstanceDetails({ instance, methods, session }: InstanceItemProps): ComponentChild {
  return (
    <div class="instance-details">
      <InstanceActions instance={instance} session={session} />
      {instance.possibleGhost && (
        <p class="hint" data-testid="ghost">
          <Icon name="warning" /> Possibly a ghost: this key has no lease, so it stays when its
          process dies. Call it to see whether anyone answers; if nobody does, deregister it.
        </p>
      )}
      {instance.address !== '' && (
        <Methods instance={instance} methods={methods} session={session} />
      )}
      <InstanceHealthStrip store={session.store} instanceId={instance.id} />
      <Checks checks={instance.checks} />
      {instance.lease !== undefined && <Lease lease={instance.lease} />}
      <Endpoints endpoints={instance.endpoints} />
      <Tags tags={instance.tags} />
      <Metadata metadata={instance.metadata} />
      <Raw instance={instance} session={session} />
    </div>
  );
}

function Checks({ checks }: { readonly checks: readonly HealthCheck[] }): ComponentChild {
  if (checks.length === 0) {
    return null;
  }
  return (
    <Part title={`Checks (${checks.length})`}>
      {checks.map((check, index) => (
        <div key={index} class="check" data-testid="check" data-health={check.health}>
          <div class="check-head">
            <HealthMark health={check.health} />
            <span class="check-name">
              <Text value={check.name} max={120} />
            </span>
            {check.type !== '' && (
              <span class="pill">
                <Text value={check.type} max={20} />
              </span>
            )}
            <span class="muted">{check.health}</span>
          </div>
          {check.output.trim() !== '' && (
            <pre class="output" tabIndex={0}>
              {displayText(check.output, { max: 4000, multiline: true })}
            </pre>
          )}
        </div>
      ))}
    </Part>
  );
}

/** A lease that is kept alive has no end to count down to; one that was not ticks. */
function Lease({ lease }: { readonly lease: LeaseInfo }): ComponentChild {
  const { id, grantedTtlSeconds, expiresAt } = lease;
  return (
    <Part title="Lease">
      <div class="lease" data-testid="lease">
        {expiresAt === undefined ? (
          <span>kept alive, {span(grantedTtlSeconds * 1000)} at a time</span>
        ) : (
          <LeaseEnd expiresAt={expiresAt} ttlMs={grantedTtlSeconds * 1000} />
        )}
        <code class="muted">
          <Text value={id} max={40} />
        </code>
      </div>
      <p class="muted">
        {expiresAt === undefined
          ? 'The key leaves the registry when its process no longer keeps the lease alive.'
          : 'Its process has not kept the lease alive as expected. The key leaves the registry with it.'}
      </p>
    </Part>
  );
}

function LeaseEnd(props: { readonly expiresAt: number; readonly ttlMs: number }): ComponentChild {
  const { expiresAt, ttlMs } = props;
  const left = expiresAt - useNow(true);
  const share = Math.max(0, Math.min(1, left / ttlMs));
  return (
    <>
      <progress
        max={1}
        value={Number.isFinite(share) ? share : 0}
        aria-label="Remaining lease time"
      />
      <span>
        {left > 0 ? `${span(left)} left` : `ran out at ${clockTime(expiresAt)} unless kept alive`}{' '}
        of {span(ttlMs)}
      </span>
    </>
  );
}

function Endpoints(props: { readonly endpoints: readonly InstanceEndpoint[] }): ComponentChild {
  if (props.endpoints.length === 0) {
    return null;
  }
  return (
    <Part title={`Endpoints (${props.endpoints.length})`}>
      <Rows
        rows={props.endpoints.map(({ protocol, address, secure }) => [
          `${protocol === '' ? 'unknown protocol' : protocol}${secure ? ' (TLS)' : ''}`,
          address,
        ])}
      />
    </Part>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }): ComponentChild {
  if (tags.length === 0) {
    return null;
  }
  return (
    <Part title={`Tags (${tags.length})`}>
      <div class="tags">
        {tags.map((tag, index) => (
          <span key={index} class="pill">
            <Text value={tag} max={60} />
          </span>
        ))}
      </div>
    </Part>
  );
}

function Metadata(props: { readonly metadata: Readonly<Record<string, string>> }): ComponentChild {
  const rows = Object.entries(props.metadata);
  return rows.length === 0 ? null : (
    <Part title={`Metadata (${rows.length})`}>
      <Rows rows={rows} />
    </Part>
  );
}

/** The text is asked for while it is unfolded, and again when the instance has changed. */
const Raw = memo(function Raw(props: {
  readonly instance: ServiceInstance;
  readonly session: TopologySession;
}): ComponentChild {
  const { instance, session } = props;
  const { convention, key } = instance.registration;
  const isPast = useIsPast();
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    if (isOpen && !isPast) {
      session.askRegistration(instance.id);
    }
  }, [instance, isOpen, isPast]);
  return (
    <Part title="Registration" isOpen={isOpen} onFold={setIsOpen}>
      <Rows
        rows={[
          ['convention', convention],
          ['key', key],
        ]}
      />
      {isPast ? (
        <p class="muted">The text of then is not kept: go back to live to see that of now.</p>
      ) : (
        <RawText instance={instance} session={session} />
      )}
    </Part>
  );
});

function RawText({
  instance,
  session,
}: Pick<InstanceItemProps, 'instance' | 'session'>): ComponentChild {
  const { registration } = useStore(session.store);
  if (registration?.instanceId !== instance.id) {
    return (
      <p class="muted" role="status">
        <Icon name="loading" spin /> Asking the registry for its text
      </p>
    );
  }
  const { raw } = registration;
  const isJson = jsonProblem(raw) === undefined;
  return (
    <div class="raw" data-testid="raw-registration">
      <IconButton icon="copy" label="Copy the registration" onClick={() => session.copy(raw)} />
      {raw === '' ? (
        <p class="muted">The value is empty.</p>
      ) : (
        <JsonView text={isJson ? formatJson(raw) : raw} label="Registration as stored" />
      )}
    </div>
  );
}
