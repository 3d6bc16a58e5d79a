import type { ComponentChild } from 'preact';
import type { CallViewModel } from '../../../../protocol/webview.ts';
import type { CallSession } from '../../callSession.ts';
import { displayText } from '../../text/displayText.ts';
import { useStore } from '../shared/hooks.ts';
import { KindBadge } from '../shared/kindBadge.tsx';
import { Icon, IconButton, Text } from '../shared/text.tsx';
import { ReplyPane } from './replyPane.tsx';
import { RequestForm } from './requestForm.tsx';

/** One method: its request on one side, its reply on the other. */
export function CallView({ session }: { readonly session: CallSession }): ComponentChild {
  const state = useStore(session.store);
  if (state.model === undefined) {
    return (
      <div class="empty" role="status">
        <Icon name="loading" spin />
        <h1>Reading the method</h1>
      </div>
    );
  }
  const { model } = state;
  return (
    <div
      class="call"
      data-testid="call-view"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          session.submit();
        }
      }}
    >
      <CallHeader model={model} session={session} />
      <div class="call-columns">
        <RequestForm model={model} state={state} session={session} />
        <ReplyPane run={state.run} session={session} />
      </div>
    </div>
  );
}

function CallHeader(props: {
  readonly model: CallViewModel;
  readonly session: CallSession;
}): ComponentChild {
  const { method, schemaLabel } = props.model;
  return (
    <header class="call-header">
      <h1 data-testid="call-method">
        <span class="muted">
          <Text value={`${method.service}/`} max={160} />
        </span>
        <Text value={method.method} max={100} />
      </h1>
      <IconButton
        icon="copy"
        label="Copy the method's path"
        onClick={() => props.session.copy(`${method.service}/${method.method}`)}
      />
      <KindBadge kind={method.kind} />
      {method.deprecated && <span class="pill">deprecated</span>}
      <span class="pill" title="Where the message types come from">
        <Icon name="symbol-structure" /> schema: <Text value={schemaLabel} max={60} />
      </span>
      <span class="muted call-types">
        {displayText(method.inputType)} → {displayText(method.outputType)}
      </span>
    </header>
  );
}
