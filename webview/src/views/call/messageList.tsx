import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import type { ReceivedMessage } from '../../state/callState.ts';
import { byteCount, duration } from '../../text/time.ts';
import { JsonView } from '../shared/jsonView.tsx';
import { memo } from '../shared/memo.ts';
import { IconButton } from '../shared/text.tsx';

export interface MessageListProps {
  readonly messages: readonly ReceivedMessage[];
  /** How many there were, with those no longer kept. */
  readonly received: number;
  readonly receivedBytes: number;
  readonly onCopy: (text: string) => void;
}

/** The latest messages are drawn; more on demand. */
const pageSize = 50;

/** The messages of a reply. A stream shows its newest first. */
export const MessageList = memo(function MessageList(props: MessageListProps): ComponentChild {
  const [limit, setLimit] = useState(pageSize);
  const { messages, received, onCopy } = props;
  const shown = messages.slice(-limit).toReversed();
  if (received === 0) {
    return null;
  }
  return (
    <section class="messages">
      <h2>
        {received === 1 ? 'Message' : `${received} messages`}{' '}
        <span class="muted">{byteCount(props.receivedBytes)}</span>
      </h2>
      {shown.map((message) => (
        <Message key={message.number} message={message} isNumbered={received > 1} onCopy={onCopy} />
      ))}
      {shown.length < messages.length && (
        <button type="button" class="link-button" onClick={() => setLimit(limit + pageSize)}>
          Show older messages
        </button>
      )}
      {messages.length < received && (
        <p class="muted">
          The oldest {received - messages.length} messages are counted and no longer kept.
        </p>
      )}
    </section>
  );
});

const Message = memo(function Message(props: {
  readonly message: ReceivedMessage;
  readonly isNumbered: boolean;
  readonly onCopy: (text: string) => void;
}): ComponentChild {
  const { message, isNumbered, onCopy } = props;
  return (
    <article class="message" data-testid="call-message-json" data-number={message.number}>
      <div class="message-head muted">
        {isNumbered && <span>#{message.number}</span>}
        <span>
          {byteCount(message.wireBytes)} · after {duration(message.atMs)}
        </span>
        <IconButton icon="copy" label="Copy the message" onClick={() => onCopy(message.json)} />
      </div>
      <JsonView text={message.json} label={`Message ${message.number}`} />
    </article>
  );
});
