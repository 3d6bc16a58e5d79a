import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import type { GraphModel } from '../../state/graph.ts';
import { countOf } from '../../state/nodes.ts';
import { Icon, IconButton, Text } from '../shared/text.tsx';

/** How many keys no convention fits, and which. */
export function UnplacedChip({ graph }: { readonly graph: GraphModel }): ComponentChild {
  const [isOpen, setOpen] = useState(false);
  const { unplaced } = graph;
  if (unplaced.length === 0) {
    return null;
  }
  const open = unplaced.filter(({ expected }) => expected !== true).length;
  return (
    <div
      class="popover-anchor"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          setOpen(false);
        }
      }}
      onFocusOut={(event) => {
        if (
          event.relatedTarget instanceof Node &&
          !event.currentTarget.contains(event.relatedTarget)
        ) {
          setOpen(false);
        }
      }}
    >
      <button
        type="button"
        class="chip"
        aria-expanded={isOpen}
        title="Keys that no convention fits. They are listed, never dropped."
        data-testid="unplaced-chip"
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="question" />
        {open === 0 ? countOf(unplaced.length, 'other key') : countOf(open, 'unplaced key')}
      </button>
      {isOpen && <UnplacedList graph={graph} onClose={() => setOpen(false)} />}
    </div>
  );
}

/** A list of thousands would only slow the page down. */
const maxListed = 300;

function UnplacedList(props: {
  readonly graph: GraphModel;
  readonly onClose: () => void;
}): ComponentChild {
  const { unplaced, connections } = props.graph;
  const names = new Map(connections.map(({ id, name }) => [id, name]));
  return (
    <div class="popover" role="dialog" aria-label="Unplaced keys">
      <div class="popover-head">
        <strong>Keys that no convention fits</strong>
        <IconButton icon="close" label="Close" onClick={props.onClose} />
      </div>
      <ul class="unplaced" tabIndex={0}>
        {unplaced.slice(0, maxListed).map(({ connectionId, key, reason }) => (
          <li key={`${connectionId} ${key}`} data-testid="unplaced-key">
            <code>
              <Text value={key} max={160} />
            </code>
            <span class="muted">
              <Text value={names.get(connectionId) ?? ''} max={40} /> ·{' '}
              <Text value={reason} max={300} />
            </span>
          </li>
        ))}
      </ul>
      {unplaced.length > maxListed && (
        <p class="muted">
          and {unplaced.length - maxListed} more; narrow the prefixes of the connection
        </p>
      )}
    </div>
  );
}
