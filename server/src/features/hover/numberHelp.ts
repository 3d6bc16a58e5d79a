import type { FieldFacts, ProtoSymbol } from '../../compiler/index.ts';
import { boundsOf } from '../completion/numbers.ts';
import { wireFact } from './fieldFacts.ts';
import { bullets, codeSpan } from './markdown.ts';
import { enumNumber, hex, isFieldNumber, sizeText, varint } from './wire.ts';

/** The last number whose tag takes that many bytes. */
const tagLimits = [15, 2047, 262_143, 33_554_431, 536_870_911] as const;

/** Markdown about the number of a field or an enum value: its bytes, and what numbers cost. */
export function numberHelp(symbol: ProtoSymbol): string | undefined {
  return symbol.field === undefined ? valueHelp(symbol) : fieldHelp(symbol, symbol.field);
}

function valueHelp(symbol: ProtoSymbol): string | undefined {
  const number = enumNumber(symbol);
  if (number === undefined) {
    return undefined;
  }
  const bytes = varint(number);
  const size = sizeText({ least: bytes.length, most: bytes.length });
  return `**Number ${number}** of ${codeSpan(symbol.fullName)}\n\n- ${codeSpan(hex(bytes))}, ${size} on the wire`;
}

function fieldHelp(symbol: ProtoSymbol, field: FieldFacts): string | undefined {
  const { number } = field;
  if (!isFieldNumber(number)) {
    return undefined;
  }
  const wire = wireFact(field);
  const facts = [...(wire === undefined ? [] : [wire]), costText(number), ...freeText(symbol)];
  return [`**Field number ${number}** of ${codeSpan(symbol.fullName)}`, bullets(facts)]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

/** Bytes of the tag of a field number, without regard to the wire type. */
function tagLength(number: number): number {
  return tagLimits.findIndex((limit) => number <= limit) + 1;
}

function costText(number: number): string {
  const bytes = tagLength(number);
  const from = bytes === 1 ? 1 : (tagLimits[bytes - 2] ?? 0) + 1;
  const range = `numbers ${from} to ${tagLimits[bytes - 1] ?? ''}`;
  const cheaper = bytes === 1 ? '' : `; 1 to ${tagLimits[bytes - 2] ?? ''} take less`;
  return `${range} have a tag of ${bytes === 1 ? '1 byte' : `${bytes} bytes`}${cheaper}`;
}

/** Which of the cheapest numbers the message has left. */
function freeText({ kind, parent }: ProtoSymbol): readonly string[] {
  const node = parent?.node;
  if (kind !== 'field' || parent === undefined || node === undefined || !('members' in node)) {
    return [];
  }
  const taken = new Set(parent.children.map(({ field }) => field?.number));
  const kept = node.members.flatMap((member) =>
    member.kind === 'reserved' || member.kind === 'extensions' ? member.ranges : [],
  );
  const bounds = kept.flatMap((range) => boundsOf(range) ?? []);
  const isKept = (number: number): boolean =>
    bounds.some(({ from, to }) => from <= number && number <= to);
  const free = Array.from({ length: 15 }, (_, index) => index + 1).filter(
    (number) => !taken.has(number) && !isKept(number),
  );
  return free.length === 0
    ? ['no number with a tag of 1 byte is free']
    : [`free with a tag of 1 byte: ${free.join(', ')}`];
}
