import type { ComponentChild } from 'preact';
import type { MetadataEntry } from '../../../../protocol/calls.ts';
import { Icon, IconButton } from '../shared/text.tsx';

export interface MetadataEditorProps {
  readonly entries: readonly MetadataEntry[];
  readonly onChange: (entries: readonly MetadataEntry[]) => void;
}

/** The names that gRPC allows for metadata: doc/PROTOCOL-HTTP2.md, Header-Name. */
const namePattern = /^[0-9a-z_.-]*$/i;

/** Rows of names and values. Rows without a name are not sent. */
export function MetadataEditor({ entries, onChange }: MetadataEditorProps): ComponentChild {
  const replace = (index: number, change: Partial<MetadataEntry>): void =>
    onChange(entries.map((entry, at) => (at === index ? { ...entry, ...change } : entry)));
  return (
    <fieldset class="metadata">
      <legend>
        <h2>Metadata</h2>
        <button
          type="button"
          class="link-button"
          data-testid="add-metadata"
          onClick={() => onChange([...entries, { name: '', value: '' }])}
        >
          <Icon name="add" /> Add
        </button>
      </legend>
      {entries.map((entry, index) => (
        <MetadataRow
          key={index}
          entry={entry}
          onChange={(change) => replace(index, change)}
          onRemove={() => onChange(entries.filter((_, at) => at !== index))}
        />
      ))}
    </fieldset>
  );
}

function MetadataRow(props: {
  readonly entry: MetadataEntry;
  readonly onChange: (change: Partial<MetadataEntry>) => void;
  readonly onRemove: () => void;
}): ComponentChild {
  const { entry, onChange } = props;
  const isBinary = entry.name.trim().toLowerCase().endsWith('-bin');
  return (
    <div class="metadata-row" data-testid="metadata-row">
      <input
        type="text"
        value={entry.name}
        placeholder="name"
        aria-label="Metadata name"
        aria-invalid={!namePattern.test(entry.name.trim())}
        title="Letters, digits and - _ . only; sent in lower case"
        spellcheck={false}
        onInput={(event) => onChange({ name: event.currentTarget.value })}
      />
      <input
        type="text"
        value={entry.value}
        placeholder={isBinary ? 'base64' : 'value'}
        aria-label="Metadata value"
        spellcheck={false}
        onInput={(event) => onChange({ value: event.currentTarget.value })}
      />
      <IconButton icon="trash" label="Remove this entry" onClick={props.onRemove} />
    </div>
  );
}
