import type { ComponentChild, TargetedKeyboardEvent } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { displayText } from '../../text/displayText.ts';
import { jsonProblem, offsetOf, positionInMessage, type ValueCount } from '../../text/json.ts';
import { ColouredJson } from '../shared/jsonView.tsx';
import { Icon } from '../shared/text.tsx';

export interface BodyEditorProps {
  readonly value: string;
  /** Whether the method takes one message or one after another. */
  readonly count: ValueCount;
  /** Why the last call could not be made; a position in it is offered to jump to. */
  readonly problemMessage: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A body beyond this is edited without colours, for they are made anew with each key. */
const maxColoured = 20_000;

/**
 * A text area over its own text in colours. Tab indents; Escape and then Tab leaves, so that the
 * keyboard is never caught.
 */
export function BodyEditor(props: BodyEditorProps): ComponentChild {
  const { value, onChange } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const [tabLeaves, setTabLeaves] = useState(false);
  const isColoured = value.length <= maxColoured;
  const goTo = (offset: number): void => {
    area.current?.focus();
    area.current?.setSelectionRange(offset, Math.min(value.length, offset + 1));
  };
  return (
    <div class="body">
      <div class={`editor${isColoured ? ' coloured' : ''}`}>
        <LineNumbers count={value.split('\n').length} />
        <div class="editor-text">
          <pre class="json" aria-hidden="true">
            {isColoured ? <ColouredJson text={value} /> : value}
            {'\n'}
          </pre>
          <textarea
            ref={area}
            value={value}
            spellcheck={false}
            autocomplete="off"
            wrap="off"
            aria-label="Request message in JSON"
            aria-describedby="body-help"
            data-testid="call-body"
            onInput={(event) => onChange(event.currentTarget.value)}
            onBlur={() => setTabLeaves(false)}
            onKeyDown={(event) => {
              setTabLeaves(event.key === 'Escape' || (tabLeaves && event.key === 'Shift'));
              if (!tabLeaves) {
                indentWithTab(event);
              }
            }}
          />
        </div>
      </div>
      <Problem {...props} goTo={goTo} />
      <p id="body-help" class="muted help">
        {tabLeaves
          ? 'Tab now leaves the editor.'
          : 'Tab indents, Escape then Tab leaves. Ctrl+Enter sends.'}
        {props.count === 'many' && ' Write one message after another.'}
      </p>
    </div>
  );
}

function LineNumbers({ count }: { readonly count: number }): ComponentChild {
  const numbers = useMemo(
    () => Array.from({ length: Math.min(count, 20_000) }, (_, index) => index + 1).join('\n'),
    [count],
  );
  return (
    <pre class="line-numbers" aria-hidden="true">
      {numbers}
    </pre>
  );
}

/** What is wrong with the body: as the page sees it, else as the last call's failure tells it. */
function Problem(
  props: BodyEditorProps & { readonly goTo: (offset: number) => void },
): ComponentChild {
  const { value, count, problemMessage, goTo } = props;
  const own = useMemo(() => jsonProblem(value, count), [value, count]);
  const told = problemMessage === undefined ? undefined : positionInMessage(problemMessage);
  const place =
    own ??
    (told === undefined ? undefined : { ...told, offset: offsetOf(value, told.line, told.column) });
  if (place === undefined) {
    return null;
  }
  return (
    <div class="body-problem" role="status" data-testid="body-problem">
      <Icon name="warning" />
      <button type="button" class="link-button" onClick={() => goTo(place.offset)}>
        line {place.line}, column {place.column}
      </button>
      {own === undefined ? '' : `: ${displayText(own.message)}`}
    </div>
  );
}

/**
 * Two spaces, as typed text, so that undo knows of them. `execCommand` is the only way that keeps
 * the undo history of a text area.
 */
function indentWithTab(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key === 'Tab' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    document.execCommand('insertText', false, '  ');
  }
}
