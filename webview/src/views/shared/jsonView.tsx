import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { displayText } from '../../text/displayText.ts';
import { jsonTokens } from '../../text/json.ts';
import { byteCount } from '../../text/time.ts';
import { memo } from './memo.ts';

/** Colouring costs an element a token; beyond this the text stays plain. */
const maxColoured = 60_000;
/** Beyond this only the beginning is shown until the rest is asked for. */
const maxShown = 200_000;

/** JSON, or any text, in colours. Scrolls by itself. */
export const JsonView = memo(function JsonView(props: {
  readonly text: string;
  readonly label?: string;
}): ComponentChild {
  const [whole, setWhole] = useState(false);
  const { text } = props;
  const isCut = !whole && text.length > maxShown;
  return (
    <div class="json-view">
      <pre class="json" tabIndex={0} aria-label={props.label ?? 'JSON'}>
        <ColouredJson text={isCut ? text.slice(0, maxShown) : text} />
      </pre>
      {isCut && (
        <button type="button" class="link-button" onClick={() => setWhole(true)}>
          Show all {byteCount(text.length)}
        </button>
      )}
    </div>
  );
});

/** The pieces of a JSON text, each an element of its colour. */
export const ColouredJson = memo(function ColouredJson(props: {
  readonly text: string;
}): ComponentChild {
  if (props.text.length > maxColoured) {
    return displayText(props.text, { max: Infinity, multiline: true });
  }
  return jsonTokens(props.text).map(({ kind, text }, index) =>
    kind === 'space' || kind === 'punctuation' ? (
      text
    ) : (
      <span key={index} class={`json-${kind}`}>
        {displayText(text, { max: Infinity, multiline: true })}
      </span>
    ),
  );
});
