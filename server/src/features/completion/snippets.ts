import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
} from 'vscode-languageserver-types';
import type { LinkedFile } from '../../compiler/index.ts';
import type { BlockKind } from './context.ts';
import { nextNumberAt } from './numbers.ts';

interface Snippet {
  readonly label: string;
  readonly detail: string;
  /** In the syntax of LSP. */
  readonly text: string;
}

/** `OrderStatus` gives `ORDER_STATUS_`. */
const constantPrefix = '${1/([A-Z]?[a-z0-9]+|[A-Z]+)_?/${1:/upcase}_/g}';

const message: Snippet = {
  label: 'message …',
  detail: 'a message with its block',
  text: 'message ${1:Name} {\n\t$0\n}',
};

const enumeration: Snippet = {
  label: 'enum …',
  detail: 'an enum with its first value',
  text: `enum \${1:Name} {\n\t${constantPrefix}UNSPECIFIED = 0;\n\t$0\n}`,
};

const service: Snippet = {
  label: 'service …',
  detail: 'a service with an rpc',
  text: 'service ${1:Name}Service {\n\trpc ${2:Method}(${2:Method}Request) returns (${2:Method}Response);$0\n}',
};

const rpcs: readonly Snippet[] = [
  {
    label: 'rpc …',
    detail: 'an rpc with one request and one response',
    text: 'rpc ${1:Method}(${1:Method}Request) returns (${1:Method}Response);$0',
  },
  {
    label: 'rpc … returns (stream …)',
    detail: 'an rpc that answers with a stream',
    text: 'rpc ${1:Method}(${1:Method}Request) returns (stream ${1:Method}Response);$0',
  },
];

/** Whole statements with places to fill in; those that take a number have the next free one. */
export function snippetItems(
  linked: LinkedFile,
  block: BlockKind,
  offset: number,
): CompletionItem[] {
  return snippetsFor(linked, block, offset).map(({ label, detail, text }) => ({
    label,
    kind: CompletionItemKind.Snippet,
    detail,
    sortText: `0${label}`,
    filterText: label,
    insertTextFormat: InsertTextFormat.Snippet,
    insertText: text,
  }));
}

function snippetsFor(linked: LinkedFile, block: BlockKind, offset: number): readonly Snippet[] {
  switch (block) {
    case 'file':
      return [message, enumeration, service];
    case 'message':
      return [message, enumeration, ...memberSnippets(nextNumberAt(linked, offset))];
    case 'service':
      return rpcs;
    case 'method':
    case 'enum':
    case 'oneof':
    case 'extend':
    case 'literal':
      return [];
  }
}

function memberSnippets(number: number | undefined): readonly Snippet[] {
  return number === undefined
    ? []
    : [
        {
          label: 'map<…>',
          detail: 'a map field',
          text: `map<\${1:string}, \${2:string}> \${3:name} = ${number};$0`,
        },
        {
          label: 'oneof …',
          detail: 'a oneof with a field',
          text: `oneof \${1:name} {\n\t\${2:string} \${3:field} = ${number};$0\n}`,
        },
      ];
}
