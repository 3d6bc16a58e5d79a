import { type CelSimpleName, type CelType, dyn, listOf, simple } from './celTypes.ts';

/** A function: what may stand before its dot, how many arguments it takes, what it gives. */
export interface CelFunction {
  readonly name: string;
  /** Types of the target, empty for any; absent for a function that has none. */
  readonly on: readonly CelTarget[] | undefined;
  /** The least and the most arguments. */
  readonly args: readonly [number, number];
  readonly result: CelType;
  /** One sentence for people. */
  readonly help: string;
}

/** A simple type, or what lists or maps are called. */
export type CelTarget = CelSimpleName | 'list' | 'map';

const [bool, int, uint, double, string, bytes] = [
  simple('bool'),
  simple('int'),
  simple('uint'),
  simple('double'),
  simple('string'),
  simple('bytes'),
];

type Row = readonly [
  string,
  readonly CelTarget[] | undefined,
  readonly [number, number],
  CelType,
  string,
];

const parts: readonly (readonly [string, string])[] = [
  ['getFullYear', 'The year.'],
  ['getMonth', 'The month, from 0.'],
  ['getDate', 'The day of the month, from 1.'],
  ['getDayOfMonth', 'The day of the month, from 0.'],
  ['getDayOfWeek', 'The day of the week, Sunday being 0.'],
  ['getDayOfYear', 'The day of the year, from 0.'],
];

const clock: readonly (readonly [string, string])[] = [
  ['getHours', 'The hour; of a duration all of it in hours.'],
  ['getMinutes', 'The minute; of a duration all of it in minutes.'],
  ['getSeconds', 'The second; of a duration all of it in seconds.'],
  ['getMilliseconds', 'The milliseconds within the second.'],
];

/** The standard functions, those on strings, and those that protovalidate adds. */
const rows: readonly Row[] = [
  [
    'size',
    undefined,
    [1, 1],
    int,
    'Characters of a string, bytes, elements of a list or entries of a map.',
  ],
  [
    'size',
    ['string', 'bytes', 'list', 'map'],
    [0, 0],
    int,
    'Characters, bytes, elements or entries.',
  ],
  ['contains', ['string', 'bytes'], [1, 1], bool, 'Whether a text contains another.'],
  ['startsWith', ['string', 'bytes'], [1, 1], bool, 'Whether a text begins with another.'],
  ['endsWith', ['string', 'bytes'], [1, 1], bool, 'Whether a text ends with another.'],
  [
    'matches',
    ['string', 'bytes'],
    [1, 1],
    bool,
    'Whether a part of the text matches an RE2 pattern.',
  ],
  ['matches', undefined, [2, 2], bool, 'Whether a part of the text matches an RE2 pattern.'],
  ['int', undefined, [1, 1], int, 'As a signed number; of a timestamp its seconds.'],
  ['uint', undefined, [1, 1], uint, 'As an unsigned number.'],
  ['double', undefined, [1, 1], double, 'As a floating point number.'],
  ['string', undefined, [1, 1], string, 'As text.'],
  ['bytes', undefined, [1, 1], bytes, 'A text as its UTF-8.'],
  ['bool', undefined, [1, 1], bool, 'A text such as "true" as a truth value.'],
  ['duration', undefined, [1, 1], simple('duration'), 'A text such as "1h30m" as a duration.'],
  [
    'timestamp',
    undefined,
    [1, 1],
    simple('timestamp'),
    'A text as RFC 3339 has it as a timestamp.',
  ],
  ['type', undefined, [1, 1], simple('type'), 'The type of a value.'],
  ['dyn', undefined, [1, 1], dyn, 'The same value, its type known at run time only.'],
  ...parts.map(([name, help]): Row => [
    name,
    ['timestamp'],
    [0, 1],
    int,
    `${help} A time zone may be given.`,
  ]),
  ...clock.map(([name, help]): Row => [name, ['timestamp', 'duration'], [0, 1], int, help]),
  ['charAt', ['string'], [1, 1], string, 'The character at an index.'],
  ['indexOf', ['string', 'list'], [1, 2], int, 'Where a part first stands, or -1.'],
  ['lastIndexOf', ['string', 'list'], [1, 2], int, 'Where a part last stands, or -1.'],
  ['join', ['list'], [0, 1], string, 'The elements as one text, with a separator between them.'],
  ['split', ['string'], [1, 2], listOf(string), 'The parts between separators.'],
  ['lowerAscii', ['string'], [0, 0], string, 'With ASCII letters in lower case.'],
  ['upperAscii', ['string'], [0, 0], string, 'With ASCII letters in upper case.'],
  ['replace', ['string'], [2, 3], string, 'With a part replaced by another.'],
  ['substring', ['string'], [1, 2], string, 'The part from an index, up to another one.'],
  ['trim', ['string'], [0, 0], string, 'Without white space at its ends.'],
  ['reverse', ['string', 'list'], [0, 0], dyn, 'Back to front.'],
  [
    'format',
    ['string'],
    [1, 1],
    string,
    'With a list of values in the place of %s, %d and the like.',
  ],
  ['quote', undefined, [1, 1], string, 'In quotes, with escapes.'],
  ['unique', ['list'], [0, 0], bool, 'Whether no element comes twice.'],
  ['isNan', ['double'], [0, 0], bool, 'Whether it is not a number.'],
  ['isInf', ['double'], [0, 1], bool, 'Whether it is infinite; with 1 or -1 of that sign.'],
  ['isEmail', ['string'], [0, 0], bool, 'Whether it is an e-mail address.'],
  ['isHostname', ['string'], [0, 0], bool, 'Whether it is a host name.'],
  [
    'isHostAndPort',
    ['string'],
    [1, 1],
    bool,
    'Whether it is a host with a port, which may be required.',
  ],
  ['isIp', ['string'], [0, 1], bool, 'Whether it is an IP address, of version 4 or 6 if given.'],
  [
    'isIpPrefix',
    ['string'],
    [0, 2],
    bool,
    'Whether it is an IP prefix, of a version and strict if given.',
  ],
  ['isUri', ['string'], [0, 0], bool, 'Whether it is a URI.'],
  ['isUriRef', ['string'], [0, 0], bool, 'Whether it is a URI or a relative reference.'],
  ['getField', undefined, [2, 2], dyn, 'The field of a message by its name as text.'],
];

/** Every function, by name: several of a name have different targets. */
export const celFunctions: ReadonlyMap<string, readonly CelFunction[]> = byName(
  rows.map(([name, on, args, result, help]) => ({ name, on, args, result, help })),
);

function byName(functions: readonly CelFunction[]): ReadonlyMap<string, readonly CelFunction[]> {
  const found = new Map<string, readonly CelFunction[]>();
  for (const each of functions) {
    found.set(each.name, [...(found.get(each.name) ?? []), each]);
  }
  return found;
}

/** A macro that goes through a list or a map by variables that it declares. */
export interface CelMacro {
  /** What it gives, from what its last argument gives and what it goes through. */
  readonly result: (last: CelType, target: CelType) => CelType;
  /** Whether its last argument must be a truth value. */
  readonly isTest: boolean;
  readonly help: string;
}

/** Macros by name; `has` is not among them. */
export const celMacros: ReadonlyMap<string, CelMacro> = new Map<string, CelMacro>([
  ['all', { result: () => bool, isTest: true, help: 'Whether a test holds for all elements.' }],
  ['exists', { result: () => bool, isTest: true, help: 'Whether a test holds for some element.' }],
  [
    'exists_one',
    { result: () => bool, isTest: true, help: 'Whether a test holds for just one element.' },
  ],
  [
    'existsOne',
    { result: () => bool, isTest: true, help: 'Whether a test holds for just one element.' },
  ],
  [
    'filter',
    {
      result: (_last, target) => filtered(target),
      isTest: true,
      help: 'The elements that a test holds for.',
    },
  ],
  ['map', { result: listOf, isTest: false, help: 'What an expression gives for each element.' }],
  [
    'transformList',
    {
      result: listOf,
      isTest: false,
      help: 'What an expression gives for each index or key and its value.',
    },
  ],
  [
    'transformMap',
    {
      result: (value) => ({ kind: 'map', key: dyn, value }),
      isTest: false,
      help: 'A map with other values.',
    },
  ],
  ['transformMapEntry', { result: () => dyn, isTest: false, help: 'A map with other entries.' }],
]);

function filtered(target: CelType): CelType {
  return target.kind === 'map' ? listOf(target.key) : target;
}
