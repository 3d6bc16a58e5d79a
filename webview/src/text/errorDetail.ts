import type { ErrorDetail } from '../../../protocol/calls.ts';
import { isRecord } from '../messaging/incoming.ts';

/** An error detail as a person reads it. */
export type ReadableDetail =
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'fields';
      readonly title: string;
      readonly fields: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'json'; readonly title: string };

interface TableSpec {
  readonly title: string;
  readonly list: string;
  /** JSON name of the field, then what to call it. */
  readonly columns: readonly (readonly [string, string])[];
}

/** The messages of google/rpc/error_details.proto that hold a list. */
const tables: Readonly<Record<string, TableSpec>> = {
  'google.rpc.BadRequest': {
    title: 'Invalid fields',
    list: 'fieldViolations',
    columns: [
      ['field', 'Field'],
      ['description', 'Problem'],
      ['reason', 'Reason'],
    ],
  },
  'google.rpc.PreconditionFailure': {
    title: 'Failed preconditions',
    list: 'violations',
    columns: [
      ['type', 'Type'],
      ['subject', 'Subject'],
      ['description', 'Problem'],
    ],
  },
  'google.rpc.QuotaFailure': {
    title: 'Exceeded quotas',
    list: 'violations',
    columns: [
      ['subject', 'Subject'],
      ['description', 'Problem'],
    ],
  },
  'google.rpc.Help': {
    title: 'Help',
    list: 'links',
    columns: [
      ['description', 'About'],
      ['url', 'Link'],
    ],
  },
};

/** The messages of google/rpc/error_details.proto that are plain fields. */
const fieldTitles: Readonly<Record<string, string>> = {
  'google.rpc.ErrorInfo': 'Cause',
  'google.rpc.RetryInfo': 'Retry',
  'google.rpc.DebugInfo': 'Debug information of the server',
  'google.rpc.RequestInfo': 'Request',
  'google.rpc.ResourceInfo': 'Resource',
  'google.rpc.LocalizedMessage': 'Message for users',
};

/** Never fails: what is not understood is shown as JSON. */
export function readableDetail(detail: ErrorDetail): ReadableDetail {
  const fallback: ReadableDetail = { kind: 'json', title: lastName(detail.type) };
  const value = detail.decoded ? parseRecord(detail.json) : undefined;
  if (value === undefined) {
    return fallback;
  }
  const spec = ownEntry(tables, detail.type);
  if (spec !== undefined) {
    return tableOf(spec, value) ?? fallback;
  }
  const title = ownEntry(fieldTitles, detail.type);
  return title === undefined ? fallback : { kind: 'fields', title, fields: fieldsOf(value) };
}

function tableOf(spec: TableSpec, value: Record<string, unknown>): ReadableDetail | undefined {
  const list = value[spec.list];
  if (!Array.isArray(list) || list.length === 0) {
    return undefined;
  }
  const entries = list.filter(isRecord);
  const used = spec.columns.filter(([name]) => entries.some((entry) => entry[name] !== undefined));
  return {
    kind: 'table',
    title: spec.title,
    columns: used.map(([, label]) => label),
    rows: entries.map((entry) => used.map(([name]) => plainValue(entry[name]))),
  };
}

/** Nested objects (such as the metadata of ErrorInfo) are written out one entry a line. */
function fieldsOf(value: Record<string, unknown>): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([name, field]): (readonly [string, string])[] =>
    isRecord(field)
      ? Object.entries(field).map(([key, each]) => [`${name}.${key}`, plainValue(each)] as const)
      : [[name, plainValue(field)] as const],
  );
}

function plainValue(value: unknown): string {
  if (value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.map(plainValue).join('\n');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseRecord(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function ownEntry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function lastName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
