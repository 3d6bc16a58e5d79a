import type { PackedMessage, ToWebview } from '../../../protocol/webview.ts';

type Shape = 'object' | 'string' | 'number' | 'boolean' | 'array';

/** The fields that each message must have for the page to read it. */
const fieldsOf: Readonly<Record<ToWebview['type'], Readonly<Record<string, Shape>>>> = {
  'topology/update': { update: 'object' },
  'topology/updates': { updates: 'array' },
  'topology/welcome': { trusted: 'boolean', hasConnections: 'boolean' },
  'topology/select': { serviceId: 'string' },
  'topology/command': { command: 'string' },
  'views/list': { saved: 'object' },
  'export/request': { request: 'object' },
  'methods/result': { instanceId: 'string', result: 'object' },
  'registration/result': { instanceId: 'string', raw: 'string' },
  'methods/failed': { instanceId: 'string', message: 'string' },
  'history/answer': { id: 'number', answer: 'object' },
  'history/failed': { id: 'number', message: 'string' },
  'history/news': {},
  'call/show': { model: 'object' },
  'call/exampleBody': { body: 'string' },
  'call/targets': { targets: 'array' },
  'call/event': { event: 'object' },
  'call/ended': { outcome: 'object' },
  'call/failed': { message: 'string' },
};

/**
 * Whether a message of the window is one of ours. Frames and devtools post to the window too; those
 * are to be ignored.
 */
export function isToWebview(data: unknown): data is ToWebview {
  if (!isRecord(data) || typeof data.type !== 'string' || !isKnownType(data.type)) {
    return false;
  }
  return Object.entries(fieldsOf[data.type]).every(([name, shape]) => hasShape(data[name], shape));
}

/** Whether a message came as bytes: see `unpacked`. */
export function isPacked(data: unknown): data is PackedMessage {
  return (
    isRecord(data) &&
    data.type === 'packed' &&
    (data.gzip instanceof Uint8Array || data.gzip instanceof ArrayBuffer)
  );
}

/** What a message says that came as bytes; undefined when it is not one of ours. */
export async function unpacked({ gzip }: PackedMessage): Promise<unknown> {
  try {
    const bytes = new Blob([gzip]).stream().pipeThrough(new DecompressionStream('gzip'));
    return (await new Response(bytes).json()) as unknown;
  } catch {
    // A TypeError or a SyntaxError: no compressed bytes, or no JSON in them.
    return undefined;
  }
}

/** Whether a value is an object with string keys, arrays excepted. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKnownType(type: string): type is ToWebview['type'] {
  return Object.hasOwn(fieldsOf, type);
}

function hasShape(value: unknown, shape: Shape): boolean {
  switch (shape) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === shape;
  }
}
