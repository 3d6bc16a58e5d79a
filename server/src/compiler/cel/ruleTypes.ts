import { ruleMismatch } from '../diagnostics/celDiagnostics.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { jsonShape } from '../jsonBody/jsonShape.ts';
import type { FieldType, LinkedFile, ProtoSymbol } from '../link/model.ts';
import type { LiteralFieldNode, OptionNamePart, Span, ValueNode } from '../syntax/ast.ts';
import { mayHaveRules, optionsOf } from './expressions.ts';
import { boundFindings } from './ruleBounds.ts';
import { ruleSets } from './ruleSets.ts';

/** A part of a field's value that rules are about: the field, an element, a key or a value. */
interface Ruled {
  readonly type: FieldType;
  readonly isRepeated: boolean;
}

/** Rules of protovalidate that are for other types than that of their field, or that go against each other. */
export function ruleFindings(linked: LinkedFile): readonly Diagnostic[] {
  if (!mayHaveRules(linked, /\bbuf[./]validate\b/)) {
    return [];
  }
  const found: Diagnostic[] = [];
  for (const element of linked.symbols.values()) {
    const { field } = element;
    const ruled = field && { type: field.type, isRepeated: field.label === 'repeated' };
    for (const { name, value } of ruled === undefined ? [] : optionsOf(element)) {
      const [first, ...steps] = name.map((part) => ({
        node: part,
        symbol: linked.references.get(part),
      }));
      if (ruled !== undefined && first?.symbol?.fullName === 'buf.validate.field') {
        const walk: Walk = { linked, report: (finding) => void found.push(finding) };
        followSteps(walk, { ruled, steps, value });
      }
    }
  }
  const mismatched = found.length > 0;
  const bounds = ruleSets(linked).flatMap((set) => boundFindings(linked, set));
  // What is said of a rule for another type is not said twice.
  const others = mismatched ? bounds.filter((bound) => !isWithin(bound, found)) : bounds;
  return [...found, ...others].sort((a, b) => a.start - b.start);
}

function isWithin({ start }: Span, findings: readonly Diagnostic[]): boolean {
  return findings.some((finding) => finding.start === start);
}

interface Walk {
  readonly linked: LinkedFile;
  readonly report: (finding: Diagnostic) => void;
}

interface Step {
  readonly node: OptionNamePart | LiteralFieldNode;
  readonly symbol: ProtoSymbol | undefined;
}

interface Way {
  readonly ruled: Ruled;
  readonly steps: readonly Step[];
  readonly value: ValueNode | undefined;
}

function followSteps(walk: Walk, { ruled, steps, value }: Way): void {
  const [step, ...rest] = steps;
  if (step === undefined) {
    followValue(walk, ruled, value);
    return;
  }
  const next = checked(walk, ruled, step);
  if (next !== undefined) {
    followSteps(walk, { ruled: next, steps: rest, value });
  }
}

function followValue(walk: Walk, ruled: Ruled, value: ValueNode | undefined): void {
  for (const node of value?.kind === 'messageLiteral' ? value.fields : []) {
    const next = checked(walk, ruled, { node, symbol: walk.linked.references.get(node) });
    if (next !== undefined) {
      followValue(walk, next, node.value);
    }
  }
}

/** What the rules within a step are about; undefined after a report, or where nothing more is to say. */
function checked({ report }: Walk, ruled: Ruled, { node, symbol }: Step): Ruled | undefined {
  switch (symbol?.fullName) {
    case undefined:
      return undefined;
    case 'buf.validate.RepeatedRules.items':
      return { ...ruled, isRepeated: false };
    case 'buf.validate.MapRules.keys':
      return entryPart(ruled, 0);
    case 'buf.validate.MapRules.values':
      return entryPart(ruled, 1);
    default:
  }
  const isTypeRule = symbol?.field?.oneof?.fullName === 'buf.validate.FieldRules.type';
  if (symbol === undefined || !isTypeRule || fits(symbol.name, ruled)) {
    return ruled;
  }
  report(ruleMismatch(nameSpan(node), symbol.name, describe(ruled)));
  return undefined;
}

function nameSpan(node: OptionNamePart | LiteralFieldNode): Span {
  return node.kind === 'literalField' ? node.name : node;
}

function entryPart({ type }: Ruled, index: 0 | 1): Ruled | undefined {
  const part = type.kind === 'map' ? type.entry.children[index]?.field?.type : undefined;
  return part && { type: part, isRepeated: false };
}

const messageRules: Readonly<Record<string, string>> = {
  any: 'google.protobuf.Any',
  duration: 'google.protobuf.Duration',
  timestamp: 'google.protobuf.Timestamp',
  field_mask: 'google.protobuf.FieldMask',
};

function fits(rule: string, { type, isRepeated }: Ruled): boolean {
  if (type.kind === 'unresolved') {
    return true;
  }
  if (type.kind === 'map' || rule === 'map') {
    return type.kind === 'map' && rule === 'map';
  }
  if (isRepeated || rule === 'repeated') {
    return isRepeated && rule === 'repeated';
  }
  switch (type.kind) {
    case 'scalar':
      return rule === type.scalar;
    case 'enum':
      return rule === 'enum';
    default: {
      const shape = jsonShape(type.symbol);
      return shape.kind === 'wrapper'
        ? rule === shape.scalar
        : messageRules[rule] === type.symbol.fullName;
    }
  }
}

function describe({ type, isRepeated }: Ruled): string {
  const repeated = isRepeated && type.kind !== 'map' ? 'repeated ' : '';
  switch (type.kind) {
    case 'scalar':
      return repeated + type.scalar;
    case 'enum':
    case 'message':
    case 'group':
      return repeated + type.symbol.fullName;
    case 'map':
      return 'a map';
    case 'unresolved':
      return 'unknown';
  }
}
