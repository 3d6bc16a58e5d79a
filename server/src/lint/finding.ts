import {
  type Diagnostic,
  type Fix,
  leadingCommentOf,
  type LinkedFile,
  type Node,
  nodePathAt,
  type SourceFile,
  type Span,
} from '../compiler/index.ts';
import type { LintConfig } from './config.ts';
import type { LintModule } from './module.ts';
import type { RuleId } from './ruleTable.ts';

/** A broken rule. `code` is its name; the span is the smallest that shows what is meant. */
export interface LintFinding extends Diagnostic {
  readonly code: RuleId;
  /** Where `buf lint` puts it; absent for a finding about the file as a whole. */
  readonly place: Span | undefined;
}

/** What is linted, and by what. */
export interface LintInput {
  readonly file: LinkedFile;
  /** From the root of the module. */
  readonly path: string;
  /** Those that hold for the file. */
  readonly rules: ReadonlySet<RuleId>;
  readonly config: LintConfig;
  readonly module: LintModule;
}

/** What rules are given that need more than their node. */
export interface LintRun {
  readonly input: LintInput;
  readonly findings: Findings;
}

/** One broken rule on its way to a finding. */
export interface Broken {
  readonly rule: RuleId;
  readonly message: string;
  /** What to underline; absent for the file as a whole. */
  readonly span?: Span | undefined;
  /** Where `buf lint` puts it, when that is another span. */
  readonly place?: Span | undefined;
  readonly fixes?: readonly Fix[];
}

const ignorePrefix = 'buf:lint:ignore';

const ignoring = new WeakMap<SourceFile, boolean>();

/** Whether a comment of the file may switch a rule off. */
export function mayIgnore({ config, file: { source } }: LintInput): boolean {
  const hasPrefix = ignoring.get(source) ?? source.text.includes(ignorePrefix);
  ignoring.set(source, hasPrefix);
  return hasPrefix && config.allowsCommentIgnores;
}

/** Collects findings, without those that a comment switches off. */
export class Findings {
  readonly list: LintFinding[] = [];
  readonly #input: LintInput;
  readonly #comments = new Map<Node, readonly string[]>();

  constructor(input: LintInput) {
    this.#input = input;
  }

  /** Whether a rule is to be looked at. */
  has(rule: RuleId): boolean {
    return this.#input.rules.has(rule);
  }

  /** Reports a rule as broken at a statement. */
  at(node: Node, { rule, message, span = node, place = span, fixes = [] }: Broken): void {
    if (!this.has(rule)) {
      return;
    }
    const nodes = this.#around(node);
    if (!this.#isIgnored(nodes, rule)) {
      this.#add({ rule, message, span, place, fixes: [...fixes, ...this.#ignoring(nodes, rule)] });
    }
  }

  /** Reports a rule as broken by the file as a whole, which no comment can switch off. */
  ofFile({ rule, message, fixes = [] }: Broken): void {
    if (this.has(rule)) {
      const { members } = this.#input.file.source.tree;
      const span = members[0] ?? { start: 0, end: 0 };
      this.#add({ rule, message, span, place: undefined, fixes });
    }
  }

  /** Whether a statement has a comment that says something beyond which rules are off. */
  isDocumented(node: Node): boolean {
    return this.#linesOf(node).some((line) => line !== '' && !line.startsWith(ignorePrefix));
  }

  #add({ rule, message, span, place, fixes = [] }: Broken & { readonly span: Span }): void {
    const { start, end } = span;
    const found = { severity: 'warning', start, end, message, related: [], fixes } as const;
    // Nodes are spans too, and would keep their tree.
    const at = place && { start: place.start, end: place.end };
    this.list.push({ ...found, code: rule, place: at });
  }

  /**
   * The statements whose comments speak for a node, the innermost first: itself and all around it
   * but a oneof, to which its fields do not belong in a descriptor.
   */
  #around(node: Node): readonly Node[] {
    const path = nodePathAt(this.#input.file.source.tree, node.start);
    const above = path.slice(1, path.indexOf(node)).filter(({ kind }) => kind !== 'oneof');
    return [node, ...above.reverse()];
  }

  #isIgnored(nodes: readonly Node[], rule: RuleId): boolean {
    const isOff = (line: string): boolean => line.startsWith(`${ignorePrefix} ${rule}`);
    return mayIgnore(this.#input) && nodes.some((node) => this.#linesOf(node).some(isOff));
  }

  #linesOf(node: Node): readonly string[] {
    const known = this.#comments.get(node);
    if (known !== undefined) {
      return known;
    }
    const leading = leadingCommentOf(this.#input.file.source, node);
    const lines = leading?.split('\n').map((line) => line.trim()) ?? [];
    this.#comments.set(node, lines);
    return lines;
  }

  /** A comment above the innermost statement that begins a line. */
  #ignoring(nodes: readonly Node[], rule: RuleId): readonly Fix[] {
    if (!this.#input.config.allowsCommentIgnores) {
      return [];
    }
    const { text } = this.#input.file.source;
    for (const { start } of nodes) {
      const lineStart = text.lastIndexOf('\n', start - 1) + 1;
      const indent = text.slice(lineStart, start);
      if (indent.trim() === '') {
        const newText = `${indent}// ${ignorePrefix} ${rule}\n`;
        const edits = [{ start: lineStart, end: lineStart, newText }];
        return [{ title: `Ignore ${rule} here`, edits, isSuppression: true }];
      }
    }
    return [];
  }
}
