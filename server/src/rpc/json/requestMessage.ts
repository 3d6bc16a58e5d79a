import type protobuf from 'protobufjs/light.js';
import protojson from 'protobufjs/ext/protojson.js';
import { CallError, reasonOf } from '../callError.ts';
import { explainMismatch, missingRequired } from './explain.ts';
import { type JsonNode, JsonSyntaxError, parseJson, positionAt } from './jsonText.ts';
import { fullName } from './fields.ts';
import { toPlain } from './plain.ts';

/**
 * Encodes a message written in protobuf's JSON mapping.
 *
 * @param label What the text is, for people: `the request`.
 * @throws CallError of kind `message` with line and column, what was expected, and a similar name
 *   for an unknown field or enum value.
 */
export function encodeMessage(type: protobuf.Type, text: string, label = 'the request'): Buffer {
  const node = parse(text, label);
  const missing = missingRequired(type, node);
  if (missing !== undefined) {
    throw messageError({ text, label, ...missing });
  }
  try {
    const message = protojson.fromJson(type, toPlain(node, type));
    return Buffer.from(type.encode(message).finish());
  } catch (error) {
    const mismatch = explainMismatch(type, node);
    throw messageError({
      text,
      label,
      offset: mismatch?.offset ?? node.start,
      what: mismatch?.what ?? `not a ${fullName(type)}: ${reasonOf(error)}`,
      ...(mismatch?.next !== undefined && { next: mismatch.next }),
    });
  }
}

function parse(text: string, label: string): JsonNode {
  if (text.trim() === '') {
    throw new CallError({
      kind: 'message',
      what: 'the message is empty',
      where: label,
      next: 'Write {} for a message without fields',
    });
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) {
      throw error;
    }
    throw messageError({
      text,
      label,
      offset: error.offset,
      what: `malformed JSON: ${error.message}`,
    });
  }
}

function messageError(parts: {
  readonly text: string;
  readonly label: string;
  readonly offset: number;
  readonly what: string;
  readonly next?: string;
}): CallError {
  const { line, column } = positionAt(parts.text, parts.offset);
  return new CallError({
    kind: 'message',
    what: parts.what,
    where: `${parts.label}, line ${line}, column ${column}`,
    ...(parts.next !== undefined && { next: parts.next }),
  });
}
