import { describe, expect, it } from 'vitest';
import { FormMemory, withoutSecrets } from '../../client/src/invoke/formMemory.ts';
import { messagesOf } from '../../client/src/invoke/messages.ts';
import type { CallForm } from '../../protocol/webview.ts';

const form: CallForm = { address: 'a:1', body: '{}', metadata: [], deadlineMs: 500 };

const sent = (last: CallForm) => ({ form: last, registered: false });

function memento(initial: Readonly<Record<string, unknown>> = {}) {
  const values = new Map(Object.entries(initial));
  return {
    get: (key: string) => values.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    text: () => JSON.stringify([...values]),
  };
}

describe('form memory', () => {
  it('keeps the last form of each method', async () => {
    const memory = new FormMemory(memento());
    await memory.remember('s/A', sent(form));
    await memory.remember('s/B', { form: { ...form, body: 'b' }, registered: true });
    await memory.remember('s/A', sent({ ...form, body: 'a' }));
    expect(memory.find('s/A')).toEqual(sent({ ...form, body: 'a' }));
    expect(memory.find('s/B')).toEqual({ form: { ...form, body: 'b' }, registered: true });
    expect(memory.find('s/C')).toBeUndefined();
  });

  it('never stores values that look like secrets', async () => {
    const store = memento();
    const names = ['authorization', 'X-Api-Key', 'cookie', 'session-id', 'my-token', 'trace-bin'];
    const metadata = [
      ...names.map((name) => ({ name, value: 'hunter2' })),
      { name: 'custom', value: 'Bearer hunter2' },
      { name: 'tenant', value: 'blue' },
    ];
    await new FormMemory(store).remember('s/A', sent({ ...form, metadata }));
    expect(store.text()).not.toContain('hunter2');
    expect(new FormMemory(store).find('s/A')?.form.metadata).toContainEqual({
      name: 'tenant',
      value: 'blue',
    });
    expect(withoutSecrets({ ...form, metadata }).metadata).toHaveLength(metadata.length);
  });

  it('does not store huge bodies, nor more forms than it should', async () => {
    const memory = new FormMemory(memento());
    await memory.remember('s/Big', sent({ ...form, body: 'x'.repeat(300_000) }));
    for (let index = 0; index < 210; index += 1) {
      await memory.remember(`s/${index}`, sent(form));
    }
    expect(memory.find('s/Big')).toBeUndefined();
    expect(memory.find('s/0')).toBeUndefined();
    expect(memory.find('s/209')).toEqual(sent(form));
  });

  it.each([null, 'x', [null], [['s/A']], [['s/A', { form: { address: 1 } }]], [[1, { form }]]])(
    'ignores what another version may have stored: %j',
    (stored) => {
      expect(new FormMemory(memento({ callForms: stored })).find('s/A')).toBeUndefined();
    },
  );
});

describe('messages of a body', () => {
  it('are one for unary and server streaming, whatever it looks like', () => {
    expect(messagesOf('{} {}', 'unary')).toEqual(['{} {}']);
    expect(messagesOf('', 'serverStreaming')).toEqual(['']);
  });

  it.each([
    ['{"a":1}\n{"a":2}', ['{"a":1}', '{"a":2}']],
    ['{"a":{"b":[{}]}}{"c":"}{\\""}', ['{"a":{"b":[{}]}}', '{"c":"}{\\""}']],
    ['', []],
    [' \n ', []],
    ['{"open": ', ['{"open":']],
    ['{} trailing', ['{}', 'trailing']],
    ['{"a": "\\', ['{"a": "\\']],
    ['}{}', ['}', '{}']],
  ])('are split for streams: %j', (body, expected) => {
    expect(messagesOf(body, 'bidiStreaming')).toEqual(expected);
  });
});
