import {
  MarkupKind,
  type ParameterInformation,
  type SignatureHelp,
} from 'vscode-languageserver-types';
import { documentationOf, type LinkedFile, type ProtoSymbol } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { type CompletionContext, completionContext, innermost } from './completion/context.ts';
import { literalPlace } from './completion/literals.ts';
import { optionContext } from './completion/options.ts';
import { OptionSymbols } from './completion/optionSymbols.ts';
import { typeName } from './hover/describe.ts';
import { safeMarkdown } from './hover/markdown.ts';
import { type PositionParams, toOffset } from './places.ts';

/** Characters behind which the parts of something begin. */
export const signatureTriggers: readonly string[] = ['(', '<', '[', '{', ',', '=', ':'];

/**
 * The parts of what is being written, the one at the position marked: types of an rpc, key and value of
 * a map, options within brackets, fields of a message literal.
 */
export function signatureHelp(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): SignatureHelp | undefined {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return undefined;
  }
  const context = completionContext(linked.source, toOffset(linked.source, position));
  if (context.place === 'comment') {
    return undefined;
  }
  const symbols = new OptionSymbols(snapshot, linked);
  return (
    rpcHelp(linked, context) ??
    mapHelp(context) ??
    (innermost(context).kind === 'literal'
      ? literalHelp(context, symbols)
      : bracketHelp(context, symbols))
  );
}

/** A part of a signature: its text, and what is said about it when it is the active one. */
interface Part {
  readonly text: string;
  readonly documentation: string | undefined;
}

interface Signature {
  readonly before: string;
  readonly parts: readonly Part[];
  /** Stands between the parts. */
  readonly separator: string;
  readonly after: string;
  /** Which part is being written; none when it is not one of them. */
  readonly active: number;
  readonly documentation?: string | undefined;
}

function rpcHelp(linked: LinkedFile, { head, bracketAt }: CompletionContext) {
  const isType = head[0] === 'rpc' && head[bracketAt] === '(';
  if (!isType) {
    return undefined;
  }
  const isOutput = head.lastIndexOf('returns', bracketAt) !== -1;
  const name = head[1] ?? '';
  const method = [...linked.symbols.values()].find(
    (symbol) => symbol.kind === 'method' && symbol.name === name,
  );
  const doc = method && documentationOf(method.file, method.node);
  return toHelp({
    before: `rpc ${name}(`,
    parts: [
      { text: '[stream] Request', documentation: 'A message, or `stream` and a message.' },
      { text: '[stream] Response', documentation: 'A message, or `stream` and a message.' },
    ],
    separator: ') returns (',
    after: ')',
    active: isOutput ? 1 : 0,
    documentation: doc,
  });
}

function mapHelp({ head, bracketAt }: CompletionContext): SignatureHelp | undefined {
  const isMap = head[bracketAt] === '<' && head[bracketAt - 1] === 'map';
  return isMap
    ? toHelp({
        before: 'map<',
        parts: [
          { text: 'key', documentation: 'An integer type, `bool` or `string`.' },
          { text: 'value', documentation: 'Any type but a map. It cannot be repeated.' },
        ],
        separator: ', ',
        after: '>',
        active: head.includes(',', bracketAt) ? 1 : 0,
      })
    : undefined;
}

/** The options of what the brackets belong to; of a name with several steps the last message's. */
function bracketHelp(
  context: CompletionContext,
  symbols: OptionSymbols,
): SignatureHelp | undefined {
  const { head, prefix } = context;
  const option = head[0] === 'option' ? undefined : optionContext(context);
  if (option === undefined || !head.includes('[')) {
    return undefined;
  }
  const { options, steps, part } = option;
  const isValue = part === 'value';
  const holder = symbols.messageAfter(options, isValue ? steps.slice(0, -1) : steps, context);
  if (holder === undefined) {
    return undefined;
  }
  const pseudo = options === 'FieldOptions' && (isValue ? steps.length === 1 : steps.length === 0);
  const name = isValue ? steps.at(-1) : prefix.text.split('.').at(-1);
  const active = isValue ? symbols.fieldAt(options, steps, context) : undefined;
  return active?.kind === 'extension'
    ? extensionHelp(active)
    : fieldsHelp(holder, { open: '[', close: ']', name, more: pseudo ? pseudoOptions : [] });
}

const pseudoOptions: readonly Part[] = [
  { text: 'default = value', documentation: 'What an absent field reads as.' },
  {
    text: 'json_name = string',
    documentation: 'The key in JSON, instead of the name in camelCase.',
  },
];

function extensionHelp(field: ProtoSymbol): SignatureHelp {
  return toHelp({
    before: '[',
    parts: [{ ...partOf(field), text: `(${field.fullName}) = ${partType(field)}` }],
    separator: ', ',
    after: ']',
    active: 0,
  });
}

function literalHelp(
  context: CompletionContext,
  symbols: OptionSymbols,
): SignatureHelp | undefined {
  const place = literalPlace(context, symbols);
  return (
    place &&
    fieldsHelp(place.message, {
      open: `${place.message.name} { `,
      close: ' }',
      name: place.field ?? context.prefix.text,
      more: [],
    })
  );
}

interface FieldsHelp {
  readonly open: string;
  readonly close: string;
  /** Of the field that is being set, as far as it is written. */
  readonly name: string | undefined;
  readonly more: readonly Part[];
}

function fieldsHelp(
  holder: ProtoSymbol,
  { open, close, name, more }: FieldsHelp,
): SignatureHelp | undefined {
  const fields = holder.children.filter((each) => each.kind === 'field' && each.name !== hidden);
  const parts = [...fields.map(partOf), ...more];
  return parts.length === 0
    ? undefined
    : toHelp({
        before: open,
        parts,
        separator: ', ',
        after: close,
        active: parts.findIndex(({ text }) => text.slice(0, text.indexOf(' ')) === name),
        documentation: documentationOf(holder.file, holder.node),
      });
}

/** No one sets it: it holds what protoc has not interpreted yet. */
const hidden = 'uninterpreted_option';

function partOf(field: ProtoSymbol): Part {
  return {
    text: `${field.name} = ${partType(field)}`,
    documentation: documentationOf(field.file, field.node),
  };
}

/** Without the package: a signature is a line. */
function partType({ field }: ProtoSymbol): string {
  const type = field?.type;
  const isNamed = type?.kind === 'message' || type?.kind === 'enum' || type?.kind === 'group';
  const name = isNamed ? type.symbol.name : type === undefined ? '?' : typeName(type);
  return field?.label === 'repeated' && type?.kind !== 'map' ? `[${name}]` : name;
}

function toHelp({
  before,
  parts,
  separator,
  after,
  active,
  documentation,
}: Signature): SignatureHelp {
  const parameters: ParameterInformation[] = [];
  let label = before;
  for (const { text, documentation: about } of parts) {
    label += parameters.length === 0 ? '' : separator;
    const start = label.length;
    label += text;
    parameters.push({
      label: [start, label.length],
      ...(about === undefined ? {} : { documentation: toMarkdown(about) }),
    });
  }
  return {
    signatures: [
      {
        label: label + after,
        parameters,
        ...(documentation === undefined ? {} : { documentation: toMarkdown(documentation) }),
      },
    ],
    activeSignature: 0,
    activeParameter: active === -1 ? parts.length : active,
  };
}

function toMarkdown(text: string) {
  return { kind: MarkupKind.Markdown, value: safeMarkdown(text) };
}
