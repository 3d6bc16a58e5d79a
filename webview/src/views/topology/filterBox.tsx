import type { ComponentChild, RefObject, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  catalogOf,
  type Completion,
  type Completions,
  completionsAt,
} from '../../state/completion.ts';
import { type Filter, isFiltering } from '../../state/filter.ts';
import type { GraphModel } from '../../state/graph.ts';
import { displayText } from '../../text/displayText.ts';
import { Icon, IconButton } from '../shared/text.tsx';

export interface FilterBoxProps {
  readonly filter: Filter;
  readonly graph: GraphModel;
  readonly onChange: (text: string) => void;
  /** Enter, when nothing of the list is chosen. */
  readonly onEnter: () => void;
  /** Takes the focus with each new value that is not undefined. */
  readonly focusFor: unknown;
}

/** The one search field, with a list of keys and values to go on with. */
export function FilterBox(props: FilterBoxProps): ComponentChild {
  const { filter, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const list = useCompletionList(props, input);
  useFocusFor(props.focusFor, input);
  return (
    <div class="filter-box">
      <Icon name="filter" />
      <input
        ref={input}
        type="text"
        value={filter.text}
        placeholder="Filter: name, tag, health:critical, meta.zone=a, -word"
        aria-label="Filter services by words, and by keys such as health, tag, ns, dc or meta"
        title="Words, or key:value with commas between alternatives; * for any text, - for not. Ctrl+Space lists what there is."
        role="combobox"
        aria-autocomplete="list"
        aria-controls="filter-list"
        aria-expanded={list.shown !== undefined}
        {...(list.active < 0 ? {} : { 'aria-activedescendant': `filter-option-${list.active}` })}
        data-testid="filter"
        spellcheck={false}
        onInput={(event) => {
          onChange(event.currentTarget.value);
          list.open(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onKeyDown={(event) => onKey(event, { ...props, list })}
        onBlur={() => list.close()}
      />
      {isFiltering(filter) && (
        <IconButton
          icon="close"
          label="Clear the filter"
          testId="clear-filter"
          onClick={() => onChange('')}
        />
      )}
      {list.shown !== undefined && <CompletionList list={list} shown={list.shown} />}
    </div>
  );
}

interface CompletionListState {
  readonly shown: Completions | undefined;
  /** Index of the item that Enter takes; -1 for none. */
  readonly active: number;
  readonly open: (text: string, cursor: number | null) => void;
  readonly close: () => void;
  readonly move: (by: number) => void;
  readonly take: (item: Completion) => void;
}

function useCompletionList(
  { graph, filter, onChange }: FilterBoxProps,
  input: RefObject<HTMLInputElement | null>,
): CompletionListState {
  const [shown, setShown] = useState<Completions | undefined>(undefined);
  const [active, setActive] = useState(-1);
  const [cursor, setCursor] = useState<number | undefined>(undefined);
  const isOpen = shown !== undefined;
  const catalog = useMemo(() => lazy(() => catalogOf(graph)), [graph.services, graph.edges]);
  // With the text that it belongs to: what is typed next goes where the caret is.
  useLayoutEffect(() => {
    if (cursor !== undefined) {
      input.current?.setSelectionRange(cursor, cursor);
      setCursor(undefined);
    }
  }, [cursor, filter.text]);
  const open = (text: string, at: number | null): void => {
    const found = completionsAt(text, at ?? text.length, catalog());
    const isDone = found.items.every((item) => item.text === text.slice(found.from, found.to));
    setShown(isDone ? undefined : found);
    setActive(-1);
  };
  const close = (): void => {
    setShown(undefined);
    setActive(-1);
  };
  return {
    shown,
    active,
    open,
    close,
    move: (by) => {
      const count = shown?.items.length ?? 0;
      setActive(
        isOpen && count > 0 ? (active + by + count + (active < 0 && by < 0 ? 1 : 0)) % count : -1,
      );
    },
    take: (item) => {
      if (shown === undefined) {
        return;
      }
      const isHead = /[:=]$/.test(item.text);
      const rest = filter.text.slice(shown.to);
      const inserted = isHead || rest.startsWith(' ') ? item.text : `${item.text} `;
      const text = filter.text.slice(0, shown.from) + inserted + rest;
      const at = shown.from + inserted.length;
      onChange(text);
      setCursor(at);
      if (isHead) {
        open(text, at);
      } else {
        close();
      }
    },
  };
}

function onKey(
  event: TargetedKeyboardEvent<HTMLInputElement>,
  { list, filter, onChange, onEnter }: FilterBoxProps & { readonly list: CompletionListState },
): void {
  const chosen = list.shown?.items[list.active];
  const isOpener = event.key === 'ArrowDown' || (event.key === ' ' && event.ctrlKey);
  if (event.key === 'Escape') {
    if (list.shown === undefined) {
      onChange('');
    }
    list.close();
  } else if (isOpener && list.shown === undefined) {
    list.open(filter.text, event.currentTarget.selectionStart);
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    list.move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (chosen !== undefined && (event.key === 'Enter' || event.key === 'Tab')) {
    list.take(chosen);
  } else if (event.key === 'Enter') {
    list.close();
    onEnter();
    return;
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function CompletionList(props: {
  readonly list: CompletionListState;
  readonly shown: Completions;
}): ComponentChild {
  const { list, shown } = props;
  return (
    <ul class="completions" id="filter-list" role="listbox" aria-label="Keys and values">
      {shown.items.map((item, index) => (
        <li
          key={item.label}
          id={`filter-option-${index}`}
          ref={index === list.active ? scrollTo : null}
          role="option"
          aria-selected={index === list.active}
          class={index === list.active ? 'active' : ''}
          data-testid="completion"
          onPointerDown={(event) => {
            event.preventDefault();
            list.take(item);
          }}
        >
          <bdi>{displayText(item.label, { max: 60 })}</bdi>
          <span class="muted">{item.detail}</span>
        </li>
      ))}
      {shown.items.length === 0 && <li class="muted">nothing here begins like this</li>}
    </ul>
  );
}

function scrollTo(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function useFocusFor(wish: unknown, input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    if (wish !== undefined) {
      input.current?.focus();
      input.current?.select();
    }
  }, [wish]);
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
