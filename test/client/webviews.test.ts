import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../client/src/webviews/page.ts';
import { readFromWebview } from '../../client/src/webviews/readFromWebview.ts';

const page = {
  view: 'topology',
  title: 'Topology',
  nonce: 'abc+/=',
  cspSource: 'https://*.editor.example',
  scriptUri: 'https://editor.example/dist/webview.js',
  styleUris: ['https://editor.example/dist/codicon.css', 'https://editor.example/dist/webview.css'],
  workerUri: 'https://editor.example/dist/layoutWorker.js?a=1&b="2"',
} as const;

describe('the page', () => {
  it('lets nothing load but the program, and nothing run but by nonce', () => {
    const html = pageHtml(page);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy.split('; ')).toEqual([
      `default-src 'none'`,
      `script-src 'nonce-abc+/='`,
      `style-src https://*.editor.example`,
      `font-src https://*.editor.example`,
      `img-src https://*.editor.example data:`,
      `connect-src https://*.editor.example`,
      `worker-src blob:`,
    ]);
    expect(html).not.toContain('unsafe');
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="abc+/=" src=');
  });

  it('tells the program its view and its worker, escaped', () => {
    const html = pageHtml(page);
    expect(html).toContain('<body data-view="topology" data-worker-uri="https://');
    expect(html).toContain('a=1&amp;b=&quot;2&quot;"');
  });

  it('cannot be broken out of by a title', () => {
    const html = pageHtml({ ...page, title: '</title><script>alert(1)</script>' });
    expect(html.match(/<script/g)).toHaveLength(1);
  });
});

describe('messages from a page', () => {
  const form = { address: 'a:1', body: '{}', metadata: [{ name: 'n', value: 'v' }] };

  it.each([
    { type: 'ready' },
    { type: 'methods/request', instanceId: 'i' },
    { type: 'call/open', instanceId: 'i', service: 's', method: 'm' },
    { type: 'call/submit', callId: 'c', form: { ...form, deadlineMs: 5 } },
    { type: 'call/submit', callId: 'c', form },
    { type: 'call/cancel', callId: 'c' },
    { type: 'call/example', address: 'a' },
    { type: 'connections/add' },
    { type: 'connections/manage' },
    { type: 'topology/refresh' },
    { type: 'topology/sight' },
    { type: 'topology/sight', serviceIds: ['orders'] },
    { type: 'clipboard/copy', text: 't' },
    { type: 'instance/action', instanceId: 'i', action: 'terminal' },
    { type: 'views/store', saved: { views: [] } },
    { type: 'export/choose' },
    { type: 'export/ready', request: { format: 'svg', scope: 'all' }, content: 'PA==' },
    { type: 'export/failed', message: 'm' },
  ])('are understood: $type', (message) => {
    expect(readFromWebview(message)).toEqual(message);
  });

  it.each([
    undefined,
    null,
    'ready',
    {},
    { type: 'unknown' },
    { type: 'methods/request' },
    { type: 'methods/request', instanceId: 1 },
    { type: 'call/submit', callId: 'c' },
    { type: 'call/submit', callId: 'c', form: { ...form, metadata: [{ name: 'n' }] } },
    { type: 'call/submit', callId: 'c', form: { ...form, body: null } },
    Object.create({ type: 'ready' }),
    { type: 'instance/action', instanceId: 'i', action: 'explode' },
    { type: 'views/store', saved: {} },
    { type: 'topology/sight', serviceIds: ['orders', 7] },
    { type: 'topology/sight', serviceIds: 'orders' },
    { type: 'export/ready', request: { format: 'exe', scope: 'all' }, content: '' },
  ])('are refused: %j', (message) => {
    expect(readFromWebview(message)).toBeUndefined();
  });
});
