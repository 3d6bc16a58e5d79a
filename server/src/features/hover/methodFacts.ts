import type { LinkedFile, ProtoSymbol } from '../../compiler/index.ts';
import { codeSpan } from './markdown.ts';
import {
  customMessage,
  messagesOf,
  type OptionMessage,
  optionValues,
  textOf,
} from './optionValues.ts';

/** The kind of an rpc, its path in HTTP/2, what it promises, and its REST mapping. */
export function methodFacts(linked: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  const { node, parent } = symbol;
  if (node.kind !== 'method') {
    return [];
  }
  const rule = customMessage(linked, symbol, 'google.api.http');
  return [
    kindText({
      client: node.input?.stream !== undefined,
      server: node.output?.stream !== undefined,
    }),
    `path ${codeSpan(`/${parent?.fullName ?? ''}/${symbol.name}`)}`,
    ...idempotency(linked, symbol),
    ...(rule === undefined ? [] : httpFacts(rule)),
  ];
}

function kindText({
  client,
  server,
}: {
  readonly client: boolean;
  readonly server: boolean;
}): string {
  if (client) {
    return server
      ? 'bidirectional streaming: both sides send any number of messages'
      : 'client streaming: any number of requests, one response';
  }
  return server
    ? 'server streaming: one request, any number of responses'
    : 'unary: one request, one response';
}

/** By the numbers of `MethodOptions.IdempotencyLevel`. */
function idempotency(linked: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  switch (optionValues(linked, symbol, 'idempotency_level')[0]) {
    case 1n:
      return ['has no side effects, so a GET may carry it'];
    case 2n:
      return ['idempotent: may be sent again'];
    default:
      return [];
  }
}

/** A `google.api.HttpRule` in words, its further bindings too. */
function httpFacts(rule: OptionMessage): readonly string[] {
  const more = messagesOf(rule.valuesOf('additional_bindings'));
  return [bindingText(rule, 'HTTP'), ...more.map((one) => bindingText(one, 'also'))].filter(
    (fact) => fact !== undefined,
  );
}

function bindingText(rule: OptionMessage, title: string): string | undefined {
  const request = requestOf(rule);
  if (request === undefined) {
    return undefined;
  }
  const { verb, path } = request;
  const inPath = path.includes('{') ? 'what the path does not take' : 'all fields';
  const response = textOf(rule, 'response_body');
  return [
    `${title} ${codeSpan(`${verb} ${path}`)}`,
    bodyText(textOf(rule, 'body'), inPath),
    ...(response === undefined || response === ''
      ? []
      : [`answers the field ${codeSpan(response)}`]),
  ].join('; ');
}

function bodyText(body: string | undefined, rest: string): string {
  if (body === undefined || body === '') {
    return `${rest} as query parameters`;
  }
  return body === '*'
    ? `${rest} as the body`
    : `the field ${codeSpan(body)} as the body, other fields as query parameters`;
}

function requestOf(
  rule: OptionMessage,
): { readonly verb: string; readonly path: string } | undefined {
  for (const verb of ['get', 'put', 'post', 'delete', 'patch']) {
    const path = textOf(rule, verb);
    if (path !== undefined) {
      return { verb: verb.toUpperCase(), path };
    }
  }
  const [custom] = messagesOf(rule.valuesOf('custom'));
  return custom && { verb: textOf(custom, 'kind') ?? '*', path: textOf(custom, 'path') ?? '' };
}
