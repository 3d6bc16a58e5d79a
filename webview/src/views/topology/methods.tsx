import type { ComponentChild } from 'preact';
import type { CallMethod } from '../../../../protocol/calls.ts';
import type { ServiceInstance } from '../../../../protocol/topology.ts';
import type { MethodList } from '../../state/topologyState.ts';
import { displayText } from '../../text/displayText.ts';
import type { TopologySession } from '../../topologySession.ts';
import { useIsPast } from '../timeline/past.ts';
import { KindBadge } from '../shared/kindBadge.tsx';
import { Part } from '../shared/part.tsx';
import { Icon, Text } from '../shared/text.tsx';

export interface MethodsProps {
  readonly instance: ServiceInstance;
  readonly methods: MethodList | undefined;
  readonly session: TopologySession;
}

/** The methods that an instance says it has, by server reflection. */
export function Methods(props: MethodsProps): ComponentChild {
  const { methods } = props;
  if (useIsPast()) {
    return <PastMethods />;
  }
  switch (methods?.phase) {
    case undefined:
    case 'loading':
      return (
        <Part title="Methods">
          <p class="muted" role="status">
            <Icon name="loading" spin /> Asking the server for its methods
          </p>
        </Part>
      );
    case 'failed':
      return <MethodsFailed {...props} message={methods.message} />;
    case 'ready':
      return (
        <MethodGroups {...props} found={methods.result.methods} version={methods.result.version} />
      );
  }
}

function PastMethods(): ComponentChild {
  return (
    <Part title="Methods">
      <p class="muted" data-testid="past-methods">
        Only what runs now can be asked and called: go back to live.
      </p>
    </Part>
  );
}

function MethodsFailed(props: MethodsProps & { readonly message: string }): ComponentChild {
  return (
    <Part title="Methods">
      <div class="hint" role="alert" data-testid="methods-error">
        <p>
          <Icon name="error" /> {displayText(props.message, { max: 1000 })}
        </p>
        <p class="muted">
          If the server has no reflection service, open its .proto file and use “Call” above a
          method.
        </p>
        <Retry {...props} />
      </div>
    </Part>
  );
}

function Retry({ instance, session }: MethodsProps): ComponentChild {
  return (
    <button type="button" class="button secondary" onClick={() => session.askMethods(instance.id)}>
      <Icon name="refresh" />
      Ask again
    </button>
  );
}

function MethodGroups(
  props: MethodsProps & { readonly found: readonly CallMethod[]; readonly version: string },
): ComponentChild {
  const { found, version } = props;
  const services = [...new Set(found.map((method) => method.service))];
  return (
    <Part
      title={
        <>
          Methods ({found.length}){' '}
          <span class="muted">by reflection {displayText(version, { max: 20 })}</span>
        </>
      }
    >
      {found.length === 0 && <p class="muted">The server reflects no service of its own.</p>}
      {services.map((service) => (
        <div key={service} class="method-group">
          <h4>
            <Text value={service} max={120} />
          </h4>
          <ul>
            {found
              .filter((method) => method.service === service)
              .map((method) => (
                <MethodRow key={method.method} method={method} {...props} />
              ))}
          </ul>
        </div>
      ))}
    </Part>
  );
}

function MethodRow(props: MethodsProps & { readonly method: CallMethod }): ComponentChild {
  const { method, instance, session } = props;
  const types = `${displayText(method.inputType)} → ${displayText(method.outputType)}`;
  return (
    <li
      class="method-row"
      data-testid="method-row"
      data-method={`${method.service}/${method.method}`}
    >
      <span class={method.deprecated ? 'method-name deprecated' : 'method-name'} title={types}>
        <Text value={method.method} max={60} />
      </span>
      {method.deprecated && <span class="pill">deprecated</span>}
      <KindBadge kind={method.kind} />
      <button
        type="button"
        class="button secondary small"
        data-testid="call-button"
        aria-label={`Call ${displayText(method.method)}`}
        onClick={() => session.openCall(instance.id, method.service, method.method)}
      >
        <Icon name="play" />
        Call
      </button>
    </li>
  );
}
