import type { ComponentChild } from 'preact';
import type { CallMethod } from '../../../../protocol/calls.ts';

const texts: Readonly<
  Record<CallMethod['kind'], { readonly short: string; readonly long: string }>
> = {
  unary: { short: 'unary', long: 'One request, one reply' },
  serverStreaming: { short: 'server stream', long: 'One request, a stream of replies' },
  clientStreaming: { short: 'client stream', long: 'A stream of requests, one reply' },
  bidiStreaming: { short: 'bidi stream', long: 'A stream of requests, a stream of replies' },
};

/** Whether a method streams, and which way. */
export function KindBadge({ kind }: { readonly kind: CallMethod['kind'] }): ComponentChild {
  return (
    <span class={`pill kind kind-${kind}`} title={texts[kind].long}>
      {texts[kind].short}
    </span>
  );
}
