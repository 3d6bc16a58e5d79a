import { type ComponentChild, type ContainerNode, render } from 'preact';

/**
 * The few parts of a document that preact needs to render. Text and markup are told apart as a
 * browser does: a text node stays text, only `createElementNS` makes elements.
 */
class PageNode implements ContainerNode {
  readonly childNodes: PageNode[] = [];
  readonly attributes = new Map<string, string>();
  readonly style: Record<string, string> = {};
  parentNode: PageNode | null = null;
  readonly nodeType: number;
  readonly localName: string;
  readonly namespaceURI: string;
  data: string;

  constructor(nodeType: number, localName: string, namespaceURI: string, data: string) {
    this.nodeType = nodeType;
    this.localName = localName;
    this.namespaceURI = namespaceURI;
    this.data = data;
  }

  get ownerDocument(): typeof page {
    return page;
  }

  get firstChild(): PageNode | null {
    return this.childNodes[0] ?? null;
  }

  get nextSibling(): PageNode | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  insertBefore(node: ContainerNode, child: ContainerNode | null): ContainerNode {
    if (node instanceof PageNode) {
      node.parentNode?.removeChild(node);
      const index = this.childNodes.findIndex((each) => each === child);
      this.childNodes.splice(index < 0 ? this.childNodes.length : index, 0, node);
      node.parentNode = this;
    }
    return node;
  }

  appendChild(node: ContainerNode): ContainerNode {
    return this.insertBefore(node, null);
  }

  removeChild(child: ContainerNode): ContainerNode {
    const index = this.childNodes.findIndex((each) => each === child);
    this.childNodes.splice(index, index < 0 ? 0 : 1);
    return child;
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  addEventListener(): void {
    return;
  }

  /** What effects look for is not there. */
  querySelector(): null {
    return null;
  }

  focus(): void {
    return;
  }

  /** Nothing of a page that is not shown is around anything. */
  closest(): null {
    return null;
  }
}

const page = {
  createElementNS: (namespace: string, name: string) => new PageNode(1, name, namespace, ''),
  createTextNode: (data: string) => new PageNode(3, '#text', '', data),
};

/** What a component shows: its elements by name, its text, and the values of its attributes. */
export interface Rendered {
  readonly elements: readonly string[];
  readonly text: string;
  readonly attributes: readonly (readonly [string, string])[];
}

/** Renders as a browser would, without effects. */
export function renderPage(view: ComponentChild): Rendered {
  const root = new PageNode(1, 'div', 'http://www.w3.org/1999/xhtml', '');
  render(view, root);
  const nodes = descendants(root);
  return {
    elements: nodes.filter((node) => node.nodeType === 1).map((node) => node.localName),
    text: nodes.map((node) => node.data).join(''),
    attributes: nodes.flatMap((node) => [...node.attributes]),
  };
}

function descendants(node: PageNode): readonly PageNode[] {
  return node.childNodes.flatMap((child) => [child, ...descendants(child)]);
}
