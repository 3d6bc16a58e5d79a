import {
  children,
  compile,
  diagnosticsOf,
  type Node,
  parse,
  type Span,
  wellKnownText,
} from '../../server/src/compiler/index.ts';
import type { Random } from './random.ts';

/** Texts of files by import path. */
export type ProtoTexts = ReadonlyMap<string, string>;

/**
 * Files with some changes that people make, such that all of them compile as they did; those of
 * protobuf itself stay.
 */
export function mutated(texts: ProtoTexts, random: Random, perFile: number): ProtoTexts {
  const changed = new Map(texts);
  for (const path of texts.keys()) {
    for (let count = random.below(perFile + 1); count > 0 && !isBuiltIn(path); count--) {
      const before = changed.get(path) ?? '';
      changed.set(path, mutate(before, random));
      if (brokenFiles(changed).length > 0) {
        changed.set(path, before);
      }
    }
  }
  return changed;
}

/** Those that compile, with all that they import. */
export function soundFiles(texts: ProtoTexts): ProtoTexts {
  const sound = new Map(texts);
  for (let broken = brokenFiles(sound); broken.length > 0; broken = brokenFiles(sound)) {
    broken.forEach((path) => sound.delete(path));
  }
  return sound;
}

function isBuiltIn(path: string): boolean {
  return /^google\/protobuf\/\w+\.proto$/.test(path) && wellKnownText(path) !== undefined;
}

function brokenFiles(texts: ProtoTexts): readonly string[] {
  const resolve = (path: string): { readonly text: string } | undefined => {
    const text = texts.get(path);
    return text === undefined ? undefined : { text };
  };
  return compile({ files: [...texts.keys()], resolve })
    .files.filter((file) => diagnosticsOf(file).some(({ severity }) => severity === 'error'))
    .map(({ source }) => source.path);
}

interface Edit extends Span {
  readonly newText: string;
}

/** One change, or none when it would not compile by itself. */
function mutate(text: string, random: Random): string {
  const { tree } = parse('a.proto', text);
  const nodes = allNodes(tree);
  for (let attempt = 0; attempt < 10 && nodes.length > 0; attempt++) {
    const edit = random.pick(mutations)(random.pick(nodes), random, text);
    if (edit !== undefined) {
      const mutant = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
      if (parse('a.proto', mutant).diagnostics.length === 0) {
        return mutant;
      }
    }
  }
  return text;
}

function allNodes(tree: Node): readonly Node[] {
  const nodes: Node[] = [tree];
  for (const node of nodes) {
    nodes.push(...children(node));
  }
  return nodes.filter(({ kind }) => changeable.has(kind));
}

const changeable: ReadonlySet<string> = new Set([
  'field',
  'enumValue',
  'message',
  'enum',
  'service',
  'method',
  'oneof',
  'reserved',
  'extensions',
  'option',
  'extend',
  'group',
]);

const scalars = [
  'int32',
  'int64',
  'uint32',
  'string',
  'bytes',
  'bool',
  'sint32',
  'double',
  'fixed64',
];

type Mutation = (node: Node, random: Random, text: string) => Edit | undefined;

const mutations: readonly Mutation[] = [
  ({ kind, start, end }) => (kind === 'file' ? undefined : { start, end, newText: '' }),
  (node) => {
    const isNumbered = node.kind === 'field' || node.kind === 'enumValue';
    const number = isNumbered && node.number?.kind === 'integer' ? node.number.text : undefined;
    return number === undefined ? undefined : { ...spanOf(node), newText: `reserved ${number};` };
  },
  (node) => {
    const isNamed = node.kind === 'field' || node.kind === 'enumValue';
    const name = isNamed ? node.name?.text : undefined;
    return name === undefined ? undefined : { ...spanOf(node), newText: `reserved "${name}";` };
  },
  (node) => {
    const name = 'name' in node && !Array.isArray(node.name) ? node.name : undefined;
    return name !== undefined && 'kind' in name && name.kind === 'identifier'
      ? { ...spanOf(name), newText: `${name.text}x` }
      : undefined;
  },
  (node, random) => {
    const isNumbered = node.kind === 'field' || node.kind === 'enumValue' || node.kind === 'group';
    const number = isNumbered ? node.number : undefined;
    return number && { ...spanOf(number), newText: String(1000 + random.below(1000)) };
  },
  (node, random) =>
    node.kind === 'field' && node.type?.kind === 'name'
      ? { ...spanOf(node.type), newText: random.pick(scalars) }
      : undefined,
  (node, random) => {
    if (node.kind !== 'field' || node.type?.kind !== 'name') {
      return undefined;
    }
    const label = random.pick(['optional ', 'repeated ', 'required ', '']);
    return { start: node.start, end: node.type.start, newText: label };
  },
  (node, random) => {
    const part = node.kind === 'method' ? random.pick([node.input, node.output]) : undefined;
    const type = part?.type?.text;
    return part && type !== undefined
      ? { ...spanOf(part), newText: part.stream ? `(${type})` : `(stream ${type})` }
      : undefined;
  },
  (node) =>
    node.kind === 'option' && node.value?.kind === 'string'
      ? { ...spanOf(node.value), newText: '"other"' }
      : undefined,
  (node, random) =>
    node.kind === 'field' && node.options === undefined && node.number !== undefined
      ? {
          start: node.number.end,
          end: node.number.end,
          newText: random.pick([
            ' [json_name = "other"]',
            ' [jstype = JS_STRING]',
            ' [deprecated = true]',
          ]),
        }
      : undefined,
  (node, _, text) =>
    node.kind === 'oneof' && node.body !== undefined
      ? { ...spanOf(node), newText: text.slice(node.body.start, node.body.end) }
      : undefined,
];

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
