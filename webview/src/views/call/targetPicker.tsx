import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import type { CallTargetChoice } from '../../../../protocol/webview.ts';
import { displayText } from '../../text/displayText.ts';
import { HealthMark } from '../shared/healthMark.tsx';

export interface TargetPickerProps {
  readonly targets: readonly CallTargetChoice[];
  readonly address: string;
  readonly onChange: (address: string) => void;
}

/** No address: a colon and a port always follow a host. */
const otherValue = 'other';

/** The instances of the registries, or any address typed by hand. */
export function TargetPicker({ targets, address, onChange }: TargetPickerProps): ComponentChild {
  const [isTyping, setTyping] = useState(false);
  const chosen = targets.find((target) => target.address === address);
  const isOther = isTyping || chosen === undefined;
  return (
    <div class="field target">
      <label for="target">Target</label>
      <div class="target-controls">
        <HealthMark health={isOther ? 'unknown' : chosen.health} />
        <select
          id="target"
          data-testid="target-select"
          value={isOther ? otherValue : address}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setTyping(value === otherValue);
            if (value !== otherValue) {
              onChange(value);
            }
          }}
        >
          {targets.map((target) => (
            <option key={target.address} value={target.address}>
              {optionText(target)}
            </option>
          ))}
          <option value={otherValue}>Other address…</option>
        </select>
        {isOther && (
          <input
            type="text"
            value={address}
            placeholder="host:port"
            aria-label="Address, host and port"
            spellcheck={false}
            data-testid="target-address"
            onInput={(event) => {
              setTyping(true);
              onChange(event.currentTarget.value);
            }}
          />
        )}
      </div>
    </div>
  );
}

/** Options hold plain text alone, so health is a word. */
function optionText({ address, label, health }: CallTargetChoice): string {
  const state = health === 'passing' || health === 'unknown' ? '' : ` (${health})`;
  return `${displayText(address, { max: 80 })}  ·  ${displayText(label, { max: 100 })}${state}`;
}
