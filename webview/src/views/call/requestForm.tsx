import type { ComponentChild } from 'preact';
import type { CallViewModel } from '../../../../protocol/webview.ts';
import type { CallSession } from '../../callSession.ts';
import type { CallDraft, CallState } from '../../state/callState.ts';
import { formatJson, jsonProblem, type ValueCount } from '../../text/json.ts';
import { readDeadline } from '../../text/time.ts';
import { Icon } from '../shared/text.tsx';
import { BodyEditor } from './bodyEditor.tsx';
import { MetadataEditor } from './metadataEditor.tsx';
import { TargetPicker } from './targetPicker.tsx';

export interface RequestFormProps {
  readonly model: CallViewModel;
  readonly state: CallState;
  readonly session: CallSession;
}

/** Where to, what, and how. */
export function RequestForm({ model, state, session }: RequestFormProps): ComponentChild {
  const { draft, run } = state;
  const { kind } = model.method;
  const count = kind === 'clientStreaming' || kind === 'bidiStreaming' ? 'many' : 'one';
  const edit = (change: Partial<CallDraft>): void =>
    session.store.dispatch({ type: 'edit', change });
  return (
    <form
      class="request"
      aria-label="Request"
      onSubmit={(event) => {
        event.preventDefault();
        session.submit();
      }}
    >
      <div class="send-row">
        <TargetPicker
          targets={model.targets}
          address={draft.address}
          onChange={(address) => edit({ address })}
        />
        <Deadline value={draft.deadline} onChange={(deadline) => edit({ deadline })} />
        <SendButton state={state} session={session} />
      </div>
      <BodyTools draft={draft} count={count} session={session} edit={edit} />
      <BodyEditor
        value={draft.body}
        count={count}
        problemMessage={run.phase === 'failed' ? run.message : undefined}
        onChange={(body) => edit({ body })}
      />
      <MetadataEditor entries={draft.metadata} onChange={(metadata) => edit({ metadata })} />
    </form>
  );
}

function Deadline(props: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ComponentChild {
  const isMalformed = readDeadline(props.value).kind === 'malformed';
  return (
    <label class="field deadline">
      <span>Deadline</span>
      <input
        type="text"
        value={props.value}
        placeholder="none"
        size={7}
        spellcheck={false}
        aria-invalid={isMalformed}
        data-testid="call-deadline"
        title={
          isMalformed
            ? 'Write 500ms, 5s or 1m, or nothing for no deadline'
            : 'Such as 500ms, 5s or 1m'
        }
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}

function SendButton({ state, session }: Omit<RequestFormProps, 'model'>): ComponentChild {
  const { run, draft } = state;
  if (run.phase === 'running') {
    return (
      <button
        type="button"
        class="button secondary send"
        disabled={run.cancelling}
        data-testid="cancel-button"
        onClick={session.cancel}
      >
        <Icon name="debug-stop" />
        {run.cancelling ? 'Cancelling' : 'Cancel'}
      </button>
    );
  }
  const obstacle = obstacleOf(draft);
  return (
    <button
      type="submit"
      class="button send"
      disabled={obstacle !== undefined}
      title={obstacle ?? 'Ctrl+Enter, Cmd+Enter'}
      data-testid="send-button"
    >
      <Icon name="send" />
      Send
    </button>
  );
}

function obstacleOf({ address, deadline }: CallDraft): string | undefined {
  if (address.trim() === '') {
    return 'Choose an address first';
  }
  return readDeadline(deadline).kind === 'malformed'
    ? 'The deadline cannot be read: write 500ms, 5s or 1m'
    : undefined;
}

function BodyTools(props: {
  readonly draft: CallDraft;
  readonly count: ValueCount;
  readonly session: CallSession;
  readonly edit: (change: Partial<CallDraft>) => void;
}): ComponentChild {
  const { draft, count, session, edit } = props;
  return (
    <div class="body-tools">
      <h2>Request</h2>
      <button
        type="button"
        class="link-button"
        disabled={jsonProblem(draft.body, count) !== undefined}
        onClick={() => edit({ body: formatJson(draft.body, count) })}
      >
        <Icon name="json" /> Format
      </button>
      <button
        type="button"
        class="link-button"
        title="Replace the body by an example with every field"
        data-testid="example-button"
        onClick={session.askExample}
      >
        <Icon name="lightbulb" /> Example
      </button>
      <button
        type="button"
        class="link-button"
        title="Copy the body"
        onClick={() => session.copy(draft.body)}
      >
        <Icon name="copy" /> Copy
      </button>
    </div>
  );
}
