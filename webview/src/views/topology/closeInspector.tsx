import type { ComponentChild } from 'preact';
import type { TopologySession } from '../../topologySession.ts';
import { IconButton } from '../shared/text.tsx';

/** The last button in the head of an inspector. */
export function CloseInspector(props: { readonly session: TopologySession }): ComponentChild {
  return (
    <IconButton
      icon="close"
      label="Close (Escape)"
      testId="close-inspector"
      onClick={() => props.session.select(undefined)}
    />
  );
}
