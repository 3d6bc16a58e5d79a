import type { ComponentChild } from 'preact';
import { displayText } from '../../text/displayText.ts';

/** A text from outside, made safe and short; the whole of it is in the tooltip when it was cut. */
export function Text(props: { readonly value: string; readonly max?: number }): ComponentChild {
  const { value, max = 200 } = props;
  const title = value.length > max ? displayText(value, { max: 4000 }) : undefined;
  return <bdi title={title}>{displayText(value, { max })}</bdi>;
}

/** A codicon; of no meaning to a screen reader. */
export function Icon(props: { readonly name: string; readonly spin?: boolean }): ComponentChild {
  const spin = props.spin === true ? ' codicon-modifier-spin' : '';
  return <span class={`codicon codicon-${props.name}${spin}`} aria-hidden="true" />;
}

/** A button with an icon alone. */
export function IconButton(props: {
  readonly icon: string;
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly testId?: string;
}): ComponentChild {
  return (
    <button
      type="button"
      class="icon-button"
      title={props.label}
      aria-label={props.label}
      aria-pressed={props.pressed}
      data-testid={props.testId}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
