import type { FileNode, LiteralFieldNode, Node } from './ast.ts';

/**
 * The nodes directly below a node, in order of the text. Keywords are among them. The brackets of an
 * extension name in a message literal are no node: its name stands directly below the field.
 */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'file':
      return node.members;
    case 'message':
    case 'enum':
      return [...present(node.visibility, node.keyword, node.name), ...node.members];
    case 'oneof':
    case 'service':
      return [...present(node.keyword, node.name), ...node.members];
    case 'extend':
      return [...present(node.keyword, node.extendee), ...node.members];
    case 'group':
      return [
        ...present(node.label, node.keyword, node.name, node.number, node.options),
        ...node.members,
      ];
    case 'method':
      return [...present(node.keyword, node.name, node.input, node.output), ...node.members];
    default:
      return childrenOfLeaf(node);
  }
}

/** Calls `visit` for a node and everything below it, parents first, in order of the text. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of children(node)) {
    walk(child, visit);
  }
}

/**
 * The nodes around an offset, from the file to the innermost. An offset at the end of a node counts
 * as within it, unless another node begins there: so a cursor behind a word finds the word.
 */
export function nodePathAt(tree: FileNode, offset: number): readonly Node[] {
  const path: Node[] = [tree];
  let next = childAt(tree, offset);
  while (next !== undefined) {
    path.push(next);
    next = childAt(next, offset);
  }
  return path;
}

type NodeWithoutMembers = Exclude<
  Node,
  { readonly kind: 'file' } | { readonly members: readonly Node[] }
>;

function childrenOfLeaf(node: NodeWithoutMembers): readonly Node[] {
  switch (node.kind) {
    case 'syntax':
      return present(node.keyword, node.value);
    case 'package':
      return present(node.keyword, node.name);
    case 'import':
      return present(node.keyword, node.modifier, node.path);
    case 'field':
      return present(node.label, node.type, node.name, node.number, node.options);
    case 'enumValue':
      return present(node.name, node.number, node.options);
    case 'mapType':
      return present(node.key, node.value);
    case 'methodType':
      return present(node.stream, node.type);
    case 'extensions':
      return [node.keyword, ...node.ranges, ...present(node.options)];
    case 'reserved':
      return [node.keyword, ...[...node.ranges, ...node.names].sort((a, b) => a.start - b.start)];
    case 'range':
      return present(node.from, node.to?.kind === 'max' ? undefined : node.to);
    case 'compactOptions':
      return node.options;
    case 'option':
      return [...node.name, ...present(node.value)];
    case 'optionNamePart':
      return [node.name];
    case 'negative':
      return present(node.operand);
    case 'messageLiteral':
      return node.fields;
    case 'literalField':
      return present(nameOf(node), node.value);
    case 'listLiteral':
      return node.items;
    case 'name':
      return node.parts;
    case 'label':
    case 'visibility':
    case 'identifier':
    case 'string':
    case 'integer':
    case 'float':
    case 'empty':
    case 'error':
      return [];
  }
}

function nameOf({ name }: LiteralFieldNode): Node {
  return name.kind === 'identifier' ? name : name.name;
}

function present(...nodes: readonly (Node | undefined)[]): readonly Node[] {
  return nodes.filter((node) => node !== undefined);
}

/** Of a node with so many children they are listed once, as each of them may be asked for. */
const manyChildren = 100;

const known = new WeakMap<Node, readonly Node[]>();

function knownChildren(node: Node): readonly Node[] {
  const nodes = known.get(node) ?? children(node);
  if (nodes.length >= manyChildren) {
    known.set(node, nodes);
  }
  return nodes;
}

/** Children are in order and do not overlap, so the last one that begins in time is the one. */
function childAt(node: Node, offset: number): Node | undefined {
  const nodes = knownChildren(node);
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.start ?? 0) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const found = nodes[low - 1];
  return found !== undefined && offset <= found.end ? found : undefined;
}
