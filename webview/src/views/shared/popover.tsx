import type { ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon, IconButton } from './text.tsx';

export interface PopoverProps {
  /** What the button says. */
  readonly text: ComponentChild;
  readonly icon: string;
  /** For the tooltip of the button and a screen reader. */
  readonly label: string;
  /** The heading of what opens. */
  readonly heading: string;
  /** Something in it is in use. */
  readonly isActive: boolean;
  readonly testId: string;
  /** Opens with each new value that is not undefined. */
  readonly openFor?: unknown;
  /** Opens towards the end of the line rather than its start. */
  readonly side?: 'start' | 'end';
  readonly children: (close: () => void) => ComponentChild;
}

/** A button with a panel below. It closes by Escape, by a click elsewhere and when the focus leaves. */
export function Popover(props: PopoverProps): ComponentChild {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  useOpenFor(props.openFor, () => setOpen(true));
  useClickElsewhere(anchor, isOpen, () => setOpen(false));
  const close = (): void => {
    setOpen(false);
    anchor.current?.querySelector('button')?.focus();
  };
  return (
    <div
      ref={anchor}
      class="popover-anchor"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) {
          event.stopPropagation();
          close();
        }
      }}
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        if (next instanceof Node && !event.currentTarget.contains(next)) {
          setOpen(false);
        }
      }}
    >
      <button
        type="button"
        class={`bar-button${props.isActive ? ' active' : ''}`}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        aria-label={props.label}
        title={props.label}
        data-testid={props.testId}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={props.icon} />
        <span class="bar-button-text">{props.text}</span>
      </button>
      {isOpen && <Panel {...props} close={close} />}
    </div>
  );
}

function Panel(props: PopoverProps & { readonly close: () => void }): ComponentChild {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('[data-autofocus], .popover-body button')?.focus();
  }, []);
  return (
    <div
      ref={panel}
      class={`popover ${props.side ?? 'end'}`}
      role="dialog"
      aria-label={props.heading}
      data-testid={`${props.testId}-panel`}
    >
      <div class="popover-head">
        <strong>{props.heading}</strong>
        <IconButton icon="close" label="Close" onClick={props.close} />
      </div>
      <div class="popover-body">{props.children(props.close)}</div>
    </div>
  );
}

function useOpenFor(wish: unknown, open: () => void): void {
  useEffect(() => {
    if (wish !== undefined) {
      open();
    }
  }, [wish]);
}

function useClickElsewhere(
  anchor: { readonly current: HTMLElement | null },
  isOpen: boolean,
  close: () => void,
): void {
  useEffect(() => {
    const onPointerDown = (event: PointerEvent): void => {
      if (event.target instanceof Node && anchor.current?.contains(event.target) === false) {
        close();
      }
    };
    if (!isOpen) {
      return undefined;
    }
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => document.removeEventListener('pointerdown', onPointerDown, true);
  }, [isOpen]);
}
