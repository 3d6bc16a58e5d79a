import type { LinkedFile, ProtoSymbol, RangeNode, SourceFile } from '../../compiler/index.ts';
import { featureFacts } from './featureFacts.ts';
import { codeSpan } from './markdown.ts';
import { enumNumber, enumSize, sizeText, varintLength } from './wire.ts';

/** How many fields a message has, which numbers are taken, what is reserved. */
export function messageFacts(linked: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  const { node, file } = symbol;
  const fields = symbol.children.filter(({ kind }) => kind === 'field');
  const members = 'members' in node ? node.members : [];
  const reserved = members.flatMap((member) =>
    member.kind === 'reserved'
      ? [
          ...member.ranges.map((one) => written(file, one)),
          ...member.names.map((one) => written(file, one)),
        ]
      : [],
  );
  const extensions = members.flatMap((member) =>
    member.kind === 'extensions' ? member.ranges.map((one) => written(file, one)) : [],
  );
  return [
    countText(fields.length, 'field') + numbersText(fields),
    ...listFact('reserved', reserved),
    ...listFact('numbers for extensions', extensions),
    ...featureFacts(linked, symbol),
  ];
}

/** How many values an enum has, whether unknown ones are kept, its first value and its aliases. */
export function enumFacts(linked: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  const [first] = symbol.children;
  const isOpen = symbol.features.enumType === 'open';
  return [
    `${countText(symbol.children.length, 'value')}, ${sizeText(enumSize(symbol))} on the wire`,
    ...(first === undefined ? [] : [`${codeSpan(first.name)} is what an unset field reads`]),
    isOpen
      ? 'open: a number that it does not define is kept as it is'
      : 'closed: a number that it does not define goes to the unknown fields',
    ...featureFacts(linked, symbol),
  ];
}

/** Other names of the same number, the bytes of the number, the form in JSON. */
export function enumValueFacts(symbol: ProtoSymbol): readonly string[] {
  const number = enumNumber(symbol);
  if (number === undefined) {
    return [];
  }
  const others = symbol.parent?.children ?? [];
  const aliases = others.filter((other) => other !== symbol && enumNumber(other) === number);
  return [
    `${sizeText({ least: varintLength(number), most: varintLength(number) })} on the wire`,
    `JSON ${codeSpan(JSON.stringify(symbol.name))}`,
    ...listFact(
      'also named',
      aliases.map(({ name }) => name),
    ),
  ];
}

/** The fields of which at most one is set. */
export function oneofFacts(oneof: ProtoSymbol): readonly string[] {
  return listFact(
    'at most one is set of',
    membersOfOneof(oneof).map(({ name }) => name),
  );
}

/** The fields of a oneof, in order of the text. */
export function membersOfOneof(oneof: ProtoSymbol): readonly ProtoSymbol[] {
  return oneof.parent?.children.filter(({ field }) => field?.oneof === oneof) ?? [];
}

/** `no fields`, `1 field`, `2 fields`. */
export function countText(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}

function numbersText(fields: readonly ProtoSymbol[]): string {
  const numbers = fields.flatMap(({ field }) => field?.number ?? []);
  if (numbers.length < 2) {
    return '';
  }
  const least = numbers.reduce((one, other) => Math.min(one, other));
  const most = numbers.reduce((one, other) => Math.max(one, other));
  return `, numbers ${least} to ${most}`;
}

function written({ text }: SourceFile, { start, end }: Pick<RangeNode, 'start' | 'end'>): string {
  return text.slice(start, end);
}

function listFact(title: string, items: readonly string[]): readonly string[] {
  const shown = items.slice(0, 12).map(codeSpan).join(', ');
  return items.length === 0 ? [] : [`${title} ${shown}${items.length > 12 ? ', …' : ''}`];
}
