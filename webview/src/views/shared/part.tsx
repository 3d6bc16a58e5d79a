import type { ComponentChild, ComponentChildren } from 'preact';
import { Text } from './text.tsx';

/** A titled part that can be folded. */
export function Part(props: {
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
  readonly isOpen?: boolean;
  /** Told when it is folded or unfolded. */
  readonly onFold?: (isOpen: boolean) => void;
}): ComponentChild {
  return (
    <details
      class="part"
      open={props.isOpen ?? true}
      onToggle={(event) => props.onFold?.(event.currentTarget.open)}
    >
      <summary>{props.title}</summary>
      {props.children}
    </details>
  );
}

/** Pairs as a table of two columns. */
export function Rows(props: {
  readonly rows: readonly (readonly [string, string])[];
}): ComponentChild {
  return (
    <table class="rows">
      <tbody>
        {props.rows.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row">
              <Text value={name} max={80} />
            </th>
            <td>
              <Text value={value} max={400} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
