import type { ComponentChild } from 'preact';
import type { CallOutcome, MetadataEntry } from '../../../../protocol/calls.ts';
import type { CallSession } from '../../callSession.ts';
import type { CallRun } from '../../state/callState.ts';
import { displayText } from '../../text/displayText.ts';
import { byteCount, duration, span } from '../../text/time.ts';
import { useNow } from '../shared/hooks.ts';
import { Rows } from '../shared/part.tsx';
import { Icon, Text } from '../shared/text.tsx';
import { ErrorDetails } from './errorDetails.tsx';
import { MessageList } from './messageList.tsx';

export interface ReplyPaneProps {
  readonly run: CallRun;
  readonly session: CallSession;
}

/** How the call goes and went. */
export function ReplyPane({ run, session }: ReplyPaneProps): ComponentChild {
  return (
    <section class="reply" aria-label="Reply" data-testid="call-reply" data-phase={run.phase}>
      <ReplyStatus run={run} />
      {(run.phase === 'running' || run.phase === 'ended') && (
        <>
          {run.phase === 'ended' && <Ended outcome={run.outcome} session={session} />}
          <MessageList
            messages={run.messages}
            received={run.received}
            receivedBytes={run.receivedBytes}
            onCopy={session.copy}
          />
          <MetadataTable title="Headers" entries={run.headers} />
          {run.phase === 'ended' && (
            <MetadataTable title="Trailers" entries={run.outcome.trailers} />
          )}
        </>
      )}
    </section>
  );
}

function ReplyStatus({ run }: { readonly run: CallRun }): ComponentChild {
  switch (run.phase) {
    case 'idle':
      return (
        <div class="reply-idle muted" data-testid="call-status" data-status="">
          <Icon name="arrow-small-right" /> Send the request to see the reply here.
        </div>
      );
    case 'running':
      return (
        <Running startedAt={run.startedAt} isCancelling={run.cancelling} received={run.received} />
      );
    case 'failed':
      return (
        <div
          class="status-block failed"
          role="alert"
          data-testid="call-status"
          data-status="FAILED"
        >
          <span class="status-badge bad">
            <Icon name="error" /> not sent
          </span>
          <p class="status-message">{displayText(run.message, { max: 4000, multiline: true })}</p>
        </div>
      );
    case 'ended':
      return <Status outcome={run.outcome} />;
  }
}

function Running(props: {
  readonly startedAt: number;
  readonly isCancelling: boolean;
  readonly received: number;
}): ComponentChild {
  const now = useNow(true);
  return (
    <div class="status-block" role="status" data-testid="call-status" data-status="RUNNING">
      <span class="status-badge running">
        <Icon name="loading" spin /> {props.isCancelling ? 'cancelling' : 'running'}
      </span>
      <span class="muted">
        {span(now - props.startedAt)}
        {props.received > 0 ? ` · ${props.received} received` : ''}
      </span>
    </div>
  );
}

function Status({ outcome }: { readonly outcome: CallOutcome }): ComponentChild {
  const { status } = outcome;
  const isOk = status.code === 0;
  const tone = isOk ? 'good' : status.code === 1 ? 'neutral' : 'bad';
  const icon = { good: 'pass', neutral: 'circle-slash', bad: 'error' }[tone];
  return (
    <div class="status-block" role="status" data-testid="call-status" data-status={status.name}>
      <span class={`status-badge ${tone}`}>
        <Icon name={icon} /> {displayText(status.name)}
        <span class="status-code">{status.code}</span>
      </span>
      <Timing outcome={outcome} />
      {status.message !== '' && status.message !== status.name && (
        <p class="status-message" data-testid="call-message">
          {displayText(status.message, { max: 4000, multiline: true })}
        </p>
      )}
      {status.hint !== undefined && (
        <p class="hint" data-testid="call-hint">
          <Icon name="lightbulb" /> {displayText(status.hint, { max: 1000 })}
        </p>
      )}
    </div>
  );
}

function Timing({ outcome }: { readonly outcome: CallOutcome }): ComponentChild {
  const { timing, peer } = outcome;
  const parts = [
    ['headers', timing.headersMs],
    ['first message', timing.firstMessageMs],
    ['schema', timing.schemaMs],
  ] as const;
  const spoken = parts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${duration(value)}`],
  );
  return (
    <span class="timing">
      <strong data-testid="call-total">{duration(timing.totalMs)}</strong>
      <span class="muted">{spoken.join(' · ')}</span>
      {peer !== undefined && (
        <span class="muted">
          from <Text value={peer} max={60} />
        </span>
      )}
    </span>
  );
}

function Ended(props: {
  readonly outcome: CallOutcome;
  readonly session: CallSession;
}): ComponentChild {
  return <ErrorDetails details={props.outcome.status.details} onCopy={props.session.copy} />;
}

function MetadataTable(props: {
  readonly title: string;
  readonly entries: readonly MetadataEntry[];
}): ComponentChild {
  const { title, entries } = props;
  const bytes = entries.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  return entries.length === 0 ? null : (
    <details class="part" data-testid={`call-${title.toLowerCase()}`}>
      <summary>
        {title} ({entries.length}) <span class="muted">{byteCount(bytes)}</span>
      </summary>
      <Rows rows={entries.map(({ name, value }) => [name, value])} />
    </details>
  );
}
