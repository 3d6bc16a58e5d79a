/** A line about each word of the language, and where Protobuf's own guide says more. */

interface KeywordHelp {
  readonly text: string;
  /** Below `guide`. */
  readonly page: string;
}

const guide = 'https://protobuf.dev';
const proto3 = '/programming-guides/proto3/';
const presence = '/programming-guides/field_presence/';
const editions = '/programming-guides/editions/';

const help: Readonly<Record<string, KeywordHelp>> = {
  syntax: {
    text: 'The dialect of the file, `"proto2"` or `"proto3"`. Without it a file is proto2.',
    page: proto3,
  },
  edition: {
    text: 'The edition of the file: one set of defaults, which features change one by one.',
    page: '/editions/overview/',
  },
  package: {
    text: 'The prefix of all full names of the file. Files of one package need not stand together.',
    page: `${proto3}#packages`,
  },
  import: {
    text: 'Makes the definitions of another file known here. The path is relative to an import root.',
    page: `${proto3}#importing`,
  },
  public: {
    text: 'Whoever imports this file sees what it imports this way too.',
    page: `${proto3}#importing`,
  },
  weak: {
    text: 'An import that may be missing at run time. Nothing new should use it.',
    page: proto3,
  },
  option: {
    text: 'Says something about what it stands in. Custom options are written in parentheses.',
    page: `${proto3}#options`,
  },
  message: { text: 'A type that is made of numbered fields.', page: `${proto3}#simple` },
  enum: { text: 'A type that is one of some named numbers.', page: `${proto3}#enum` },
  service: {
    text: 'A set of remote procedures, each with a request and a response.',
    page: `${proto3}#services`,
  },
  rpc: {
    text: 'A remote procedure: one message or a stream in, one or a stream out.',
    page: `${proto3}#services`,
  },
  returns: { text: 'What stands behind it is the response.', page: `${proto3}#services` },
  stream: {
    text: 'Any number of messages, one after another, instead of just one.',
    page: `${proto3}#services`,
  },
  oneof: {
    text: 'Of these fields at most one is set: setting one clears the others.',
    page: `${proto3}#oneof`,
  },
  map: {
    text: 'Pairs of key and value, no key twice. On the wire a repeated message with the fields 1 and 2.',
    page: `${proto3}#maps`,
  },
  reserved: {
    text: 'Numbers and names that must not be used again, as those of deleted fields.',
    page: `${proto3}#fieldreserved`,
  },
  to: { text: 'A range of numbers, both ends included.', page: `${proto3}#fieldreserved` },
  max: {
    text: 'The largest number there is: 536,870,911 for fields, 2,147,483,647 for enums.',
    page: `${proto3}#fieldreserved`,
  },
  extensions: {
    text: 'Numbers that other files may use for fields of this message.',
    page: '/programming-guides/proto2/#extensions',
  },
  extend: {
    text: 'Adds fields to a message of elsewhere, within the numbers that it keeps for extensions.',
    page: '/programming-guides/proto2/#extensions',
  },
  group: {
    text: 'A field and its message in one, delimited by tags on the wire. Superseded by messages.',
    page: '/programming-guides/proto2/#groups',
  },
  optional: {
    text: 'A field that knows whether it was set, apart from what its value is.',
    page: presence,
  },
  required: {
    text: 'A message without this field is refused. It can never be removed safely.',
    page: presence,
  },
  repeated: {
    text: 'Any number of values, in order.',
    page: `${proto3}#field-labels`,
  },
  default: {
    text: 'What the field reads as while it is not set. It is not sent.',
    page: '/programming-guides/proto2/#optional',
  },
  json_name: {
    text: 'The key of the field in JSON, instead of its name in camelCase.',
    page: `${proto3}#json`,
  },
  export: { text: 'Other files may name this type.', page: editions },
  local: { text: 'Only this file may name this type.', page: editions },
};

/** Markdown about a keyword; undefined for a word that is none. */
export function keywordHelp(word: string): string | undefined {
  const found = Object.hasOwn(help, word) ? help[word] : undefined;
  return found && `**${word}** — ${found.text}\n\n[More about it](${guide}${found.page})`;
}

/** Where the guide lists the scalar types. */
export const scalarPage = `${guide}${proto3}#scalar`;
