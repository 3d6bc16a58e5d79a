import type { MetadataEntry } from '../../../protocol/calls.ts';
import type { CallForm } from '../../../protocol/webview.ts';
import { readForm } from '../webviews/readFromWebview.ts';

/** The part of the editor's workspace state that is used. */
export interface MementoPort {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = 'callForms';
const maximumForms = 200;
const maximumBodyLength = 256 * 1024;

/** A form as it was sent last. */
export interface RememberedForm {
  readonly form: CallForm;
  /** A registry had the address then. If it no longer has, the address is stale. */
  readonly registered: boolean;
}

/** Remembers the last form of each method in this workspace, without what looks like a secret. */
export class FormMemory {
  readonly #memento: MementoPort;

  constructor(memento: MementoPort) {
    this.#memento = memento;
  }

  /** `method` is `package.Service/Method`. */
  find(method: string): RememberedForm | undefined {
    return this.#forms().find(([name]) => name === method)?.[1];
  }

  async remember(method: string, { form, registered }: RememberedForm): Promise<void> {
    if (form.body.length > maximumBodyLength) {
      return;
    }
    const others = this.#forms().filter(([name]) => name !== method);
    const entry = [method, { form: withoutSecrets(form), registered }] as const;
    await this.#memento.update(key, [entry, ...others].slice(0, maximumForms));
  }

  /** The latest first. What is stored is checked: another version may have written it. */
  #forms(): readonly (readonly [method: string, remembered: RememberedForm])[] {
    const stored = this.#memento.get(key);
    return Array.isArray(stored) ? stored.flatMap(readEntry) : [];
  }
}

/** The form with the values of metadata that may be secret emptied; their names stay. */
export function withoutSecrets(form: CallForm): CallForm {
  return { ...form, metadata: form.metadata.map(withoutSecret) };
}

const secretName =
  /auth|token|secret|passw|pwd|cookie|credential|session|jwt|bearer|signature|api[-_]?key|private|-bin$/i;

function withoutSecret({ name, value }: MetadataEntry): MetadataEntry {
  const isSecret = secretName.test(name) || /^(?:bearer|basic)\s/i.test(value);
  return { name, value: isSecret ? '' : value };
}

function readEntry(entry: unknown): readonly (readonly [string, RememberedForm])[] {
  if (!Array.isArray(entry)) {
    return [];
  }
  const items: readonly unknown[] = entry;
  const [method, stored] = items;
  if (typeof method !== 'string' || typeof stored !== 'object' || stored === null) {
    return [];
  }
  const form = 'form' in stored ? readForm(stored.form) : undefined;
  const registered = 'registered' in stored && stored.registered === true;
  return form === undefined ? [] : [[method, { form, registered }]];
}
