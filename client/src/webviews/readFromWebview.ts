import type { MetadataEntry } from '../../../protocol/calls.ts';
import type { CallForm, FromWebview } from '../../../protocol/webview.ts';
import { at, numberAt, stringAt, stringsAt } from './fields.ts';
import { readHistoryQuery } from './readHistoryQuery.ts';
import { readExportRequest, readInstanceCommand, readSavedViews } from './readViews.ts';

/** Checks a message of a page. Undefined for anything that is not one of the contract. */
export function readFromWebview(value: unknown): FromWebview | undefined {
  const type = stringAt(value, 'type');
  switch (type) {
    case 'ready':
    case 'connections/add':
    case 'connections/manage':
    case 'topology/refresh':
    case 'export/choose':
      return { type };
    case 'topology/sight':
      return at(value, 'serviceIds') === undefined
        ? { type }
        : given({ serviceIds: stringsAt(value, 'serviceIds') }, (rest) => ({ type, ...rest }));
    case 'methods/request':
    case 'registration/request':
      return given({ instanceId: stringAt(value, 'instanceId') }, (rest) => ({ type, ...rest }));
    case 'call/open':
      return given(
        {
          instanceId: stringAt(value, 'instanceId'),
          service: stringAt(value, 'service'),
          method: stringAt(value, 'method'),
        },
        (rest) => ({ type, ...rest }),
      );
    case 'call/submit':
      return given(
        { callId: stringAt(value, 'callId'), form: readForm(at(value, 'form')) },
        (rest) => ({ type, ...rest }),
      );
    case 'call/cancel':
      return given({ callId: stringAt(value, 'callId') }, (rest) => ({ type, ...rest }));
    case 'call/example':
      return given({ address: stringAt(value, 'address') }, (rest) => ({ type, ...rest }));
    case 'history/ask':
      return given(
        { id: numberAt(value, 'id'), query: readHistoryQuery(at(value, 'query')) },
        (rest) => ({ type, ...rest }),
      );
    case 'instance/action':
      return given(
        {
          instanceId: stringAt(value, 'instanceId'),
          action: readInstanceCommand(at(value, 'action')),
        },
        (rest) => ({ type, ...rest }),
      );
    case 'views/store':
      return given({ saved: readSavedViews(at(value, 'saved')) }, (rest) => ({ type, ...rest }));
    case 'export/ready':
      return given(
        {
          request: readExportRequest(at(value, 'request')),
          content: stringAt(value, 'content'),
        },
        (rest) => ({ type, ...rest }),
      );
    case 'export/failed':
      return given({ message: stringAt(value, 'message') }, (rest) => ({ type, ...rest }));
    case 'clipboard/copy':
      return given({ text: stringAt(value, 'text') }, (rest) => ({ type, ...rest }));
    default:
      return undefined;
  }
}

/** Checks what a person filled in, also as it was stored. */
export function readForm(value: unknown): CallForm | undefined {
  const form = given(
    {
      address: stringAt(value, 'address'),
      body: stringAt(value, 'body'),
      metadata: readMetadata(at(value, 'metadata')),
    },
    (rest) => rest,
  );
  const deadlineMs = at(value, 'deadlineMs');
  if (form === undefined || typeof deadlineMs !== 'number' || !(deadlineMs > 0)) {
    return form;
  }
  return { ...form, deadlineMs };
}

function readMetadata(value: unknown): readonly MetadataEntry[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  const entries = value.map((entry: unknown) =>
    given({ name: stringAt(entry, 'name'), value: stringAt(entry, 'value') }, (rest) => rest),
  );
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

type Present<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** Calls `make` when no field is missing. */
function given<T extends object, R>(fields: T, make: (fields: Present<T>) => R): R | undefined {
  return isPresent(fields) ? make(fields) : undefined;
}

function isPresent<T extends object>(fields: T): fields is T & Present<T> {
  return Object.values(fields).every((field) => field !== undefined);
}
