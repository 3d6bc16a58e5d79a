import {
  fieldsByJsonKey,
  jsonShape,
  type LinkedFile,
  type LiteralFieldNode,
  type MessageLiteralNode,
  messageOf,
  type ProtoSymbol,
  type Span,
  type ValueNode,
} from '../../compiler/index.ts';
import { touches } from '../places.ts';

/** What may be written at a place of a JSON document; `span` is what it takes the place of. */
export type JsonPlace =
  | {
      readonly kind: 'key';
      readonly message: ProtoSymbol;
      readonly object: MessageLiteralNode;
      /** The key that stands there already. */
      readonly name: LiteralFieldNode['name'] | undefined;
      readonly hasColon: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'value';
      readonly field: ProtoSymbol;
      readonly isElement: boolean;
      readonly span: Span;
    }
  | /** The value of `@type`. */
    { readonly kind: 'typeUrl'; readonly span: Span };

/** Follows the values around an offset down from the document's message. */
export function jsonPlaceAt(
  linked: LinkedFile,
  root: ProtoSymbol,
  offset: number,
): JsonPlace | undefined {
  const object = messageOf(linked.source);
  return isWithin(object, offset) ? inObject({ linked, offset }, root, object) : undefined;
}

interface Cursor {
  readonly linked: LinkedFile;
  readonly offset: number;
}

function inObject(
  cursor: Cursor,
  message: ProtoSymbol,
  object: MessageLiteralNode,
): JsonPlace | undefined {
  const { linked, offset } = cursor;
  const { text } = linked.source;
  const content = contentOf(linked, message, object);
  const at = object.fields.findLast((field) => field.start <= offset);
  if (at === undefined || isBehind(text, at, offset)) {
    const span = { start: wordStart(text, offset), end: offset };
    return { kind: 'key', message: content, object, name: undefined, hasColon: false, span };
  }
  if (at.colon === undefined || offset <= at.colon.start) {
    const span = { start: at.start, end: Math.max(quoted(text, at.name).end, offset) };
    const hasColon = at.colon !== undefined;
    return { kind: 'key', message: content, object, name: at.name, hasColon, span };
  }
  if (at.name.kind === 'identifier' && at.name.text === '@type') {
    return { kind: 'typeUrl', span: valueSpan(text, at.value, offset) };
  }
  const field = linked.references.get(at) ?? fieldOf(content, at);
  return field && inValue(cursor, { field, value: at.value });
}

/** Whether a field ends before an offset, and a comma or a new line stands between. */
function isBehind(text: string, field: LiteralFieldNode, offset: number): boolean {
  const isValueOpen = field.colon !== undefined && field.value === undefined;
  const between = text.slice(field.end, offset);
  return offset > field.end && (between.includes(',') || (!isValueOpen && /\s/.test(between)));
}

interface Value {
  readonly field: ProtoSymbol;
  readonly value: ValueNode | undefined;
}

function inValue(cursor: Cursor, { field, value }: Value): JsonPlace | undefined {
  const { linked, offset } = cursor;
  const { type, label } = field.field ?? {};
  if (type?.kind === 'map') {
    return value?.kind === 'messageLiteral' && isWithin(value, offset)
      ? inMap(cursor, type.entry, value)
      : {
          kind: 'value',
          field,
          isElement: false,
          span: valueSpan(linked.source.text, value, offset),
        };
  }
  if (label === 'repeated' && value?.kind === 'listLiteral' && isWithin(value, offset)) {
    const item = value.items.find((each) => touches(each, offset));
    return inSingle(cursor, { field, value: item }, true);
  }
  return inSingle(cursor, { field, value }, false);
}

function inSingle(
  cursor: Cursor,
  { field, value }: Value,
  isElement: boolean,
): JsonPlace | undefined {
  const { linked, offset } = cursor;
  const type = field.field?.type;
  const isMessage = type?.kind === 'message' || type?.kind === 'group';
  if (value?.kind === 'messageLiteral' && isWithin(value, offset)) {
    return isMessage ? inObject(cursor, type.symbol, value) : undefined;
  }
  const span = valueSpan(linked.source.text, value, offset);
  return { kind: 'value', field, isElement, span };
}

/** The keys of a map can be anything; its values are those of the entry's field. */
function inMap(
  cursor: Cursor,
  entry: ProtoSymbol,
  object: MessageLiteralNode,
): JsonPlace | undefined {
  const at = object.fields.find(({ start, end }) => touches({ start, end }, cursor.offset));
  const field = entry.children[1];
  const isValue = at?.colon !== undefined && cursor.offset > at.colon.start;
  return isValue && field !== undefined
    ? inSingle(cursor, { field, value: at.value }, false)
    : undefined;
}

/** The type whose keys an object has: of an Any what its `@type` names. */
function contentOf(
  linked: LinkedFile,
  message: ProtoSymbol,
  { fields }: MessageLiteralNode,
): ProtoSymbol {
  if (jsonShape(message).kind !== 'any') {
    return message;
  }
  const url = fields.find(({ name }) => name.kind === 'identifier' && name.text === '@type')?.value;
  const found = url?.kind === 'string' ? linked.lookup(url.value.replace(/^.*\//, '')) : undefined;
  return found?.kind === 'message' ? found : message;
}

function fieldOf(message: ProtoSymbol, { name }: LiteralFieldNode): ProtoSymbol | undefined {
  return name.kind === 'identifier' ? fieldsByJsonKey(message).get(name.text) : undefined;
}

function isWithin(
  { start, body }: MessageLiteralNode | (Span & { body?: undefined }),
  offset: number,
): boolean {
  return body === undefined ? start < offset : body.start <= offset && offset <= body.end;
}

function valueSpan(text: string, value: ValueNode | undefined, offset: number): Span {
  return value !== undefined &&
    touches(value, offset) &&
    !('fields' in value) &&
    !('items' in value)
    ? { start: value.start, end: value.end }
    : { start: wordStart(text, offset), end: offset };
}

function quoted(text: string, { end }: Span): Span {
  return { start: end, end: text.startsWith('"', end) ? end + 1 : end };
}

function wordStart(text: string, offset: number): number {
  return (
    offset - (/["\w@$]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0)
  );
}
