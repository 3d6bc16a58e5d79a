import type { LinkedFile, ProtoSymbol } from '../link/model.ts';
import { optionsOf } from './expressions.ts';
import type { LiteralFieldNode, OptionNamePart, Span, ValueNode } from '../syntax/ast.ts';

/** A rule that is set: a field of a message of rules, by a statement or within a literal. */
export interface Rule {
  readonly name: string;
  /** Of its name. */
  readonly span: Span;
  /** Absent where a part of it is set by a longer name. */
  readonly node: ValueNode | undefined;
}

/** What is set of one message of rules, such as `StringRules`, about a field or a part of it. */
export interface RuleSet {
  /** The field whose options say it. */
  readonly element: ProtoSymbol;
  /** Short name of the message of rules. */
  readonly kind: string;
  /** The names that lead to it from `FieldRules`, such as `repeated`, `items`, `string`. */
  readonly path: readonly string[];
  readonly rules: ReadonlyMap<string, Rule>;
  /** The message of a rule of this set that is one itself. */
  readonly within: (name: string) => RuleSet | undefined;
}

/** What the fields of a file set of protovalidate's rules, statements and literals taken together. */
export function ruleSets(linked: LinkedFile): readonly RuleSet[] {
  return [...linked.symbols.values()].flatMap((element) =>
    element.field === undefined ? [] : [...setsOf(linked, element).values()],
  );
}

interface Step {
  readonly symbol: ProtoSymbol;
  readonly span: Span;
}

interface OpenSet extends RuleSet {
  readonly rules: Map<string, Rule>;
}

function setsOf(linked: LinkedFile, element: ProtoSymbol): ReadonlyMap<string, RuleSet> {
  const sets = new Map<string, OpenSet>();
  const take = (steps: readonly Step[], value: ValueNode | undefined): void => {
    record(sets, { element, steps, value });
    for (const node of value?.kind === 'messageLiteral' ? value.fields : []) {
      const step = stepOf(linked, node);
      if (step !== undefined) {
        take([...steps, step], node.value);
      }
    }
  };
  for (const { name, value } of optionsOf(element)) {
    const steps = name.map((part) => stepOf(linked, part));
    const [first, ...others] = steps.filter((step) => step !== undefined);
    const isWhole = steps.every((step) => step !== undefined);
    if (isWhole && first?.symbol.fullName === 'buf.validate.field') {
      take(others, value);
    }
  }
  return sets;
}

function stepOf(linked: LinkedFile, node: OptionNamePart | LiteralFieldNode): Step | undefined {
  const symbol = linked.references.get(node);
  const { start, end } = node.kind === 'literalField' ? node.name : node;
  return symbol && { symbol, span: { start, end } };
}

interface Setting {
  readonly element: ProtoSymbol;
  readonly steps: readonly Step[];
  readonly value: ValueNode | undefined;
}

/** Takes up a rule in its own set, and what leads to it in the sets around that. */
function record(sets: Map<string, OpenSet>, { element, steps, value }: Setting): void {
  for (const [index, { symbol, span }] of steps.entries()) {
    const path = steps.slice(0, index).map((step) => step.symbol.name);
    const key = path.join('.');
    const set = sets.get(key) ?? {
      element,
      kind: (symbol.parent ?? symbol.field?.extendee)?.name ?? '',
      path,
      rules: new Map<string, Rule>(),
      within: (name: string) => sets.get([...path, name].join('.')),
    };
    sets.set(key, set);
    const node = index === steps.length - 1 ? value : undefined;
    const before = set.rules.get(symbol.name);
    if (before === undefined || node !== undefined) {
      set.rules.set(symbol.name, { name: symbol.name, span: before?.span ?? span, node });
    }
  }
}
