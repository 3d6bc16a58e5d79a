import type { ScalarType } from '../../compiler/index.ts';
import { scalarJson } from './jsonForm.ts';
import { scalarPage } from './keywords.ts';
import { bullets } from './markdown.ts';
import { scalarEncoding, sizeText, wireTypeNames } from './wire.ts';

/** Which values a type has, and when it is the right one. */
const values: Readonly<Record<ScalarType, string>> = {
  double: 'a floating-point number of 64 bits',
  float: 'a floating-point number of 32 bits, about 7 digits',
  int32: '-2,147,483,648 to 2,147,483,647; a negative one takes 10 bytes, see `sint32`',
  int64: '-2^63 to 2^63 - 1; a negative one takes 10 bytes, see `sint64`',
  uint32: '0 to 4,294,967,295',
  uint64: '0 to 2^64 - 1',
  sint32: '-2,147,483,648 to 2,147,483,647; small for numbers near zero, negative ones too',
  sint64: '-2^63 to 2^63 - 1; small for numbers near zero, negative ones too',
  fixed32: '0 to 4,294,967,295; smaller than `uint32` from 2^28 on',
  fixed64: '0 to 2^64 - 1; smaller than `uint64` from 2^56 on',
  sfixed32: '-2,147,483,648 to 2,147,483,647, the same size for all',
  sfixed64: '-2^63 to 2^63 - 1, the same size for all',
  bool: '`false` or `true`',
  string: 'text in UTF-8, up to 2 GiB',
  bytes: 'any bytes, up to 2 GiB',
};

/** Markdown about a scalar type: its values, its size, its form in JSON. */
export function scalarHelp(scalar: ScalarType): string {
  const { wireType, size } = scalarEncoding(scalar);
  const facts = [
    `${wireTypeNames[wireType]} on the wire, ${sizeText(size)} without the tag`,
    `JSON: ${scalarJson[scalar]}`,
  ];
  return [`**${scalar}** — ${values[scalar]}`, bullets(facts), `[All scalar types](${scalarPage})`]
    .filter((part) => part !== undefined)
    .join('\n\n');
}
