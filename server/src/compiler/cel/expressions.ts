import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { celMistake, celPattern, celResult, celSyntax } from '../diagnostics/celDiagnostics.ts';
import { closureOf } from '../link/duplicates.ts';
import type { LinkedFile, ProtoSymbol } from '../link/model.ts';
import type { OptionNode, Span, StringNode, ValueNode } from '../syntax/ast.ts';
import type { CelNode } from './celAst.ts';
import type { CelScope } from './celContext.ts';
import { checkCel } from './checkCel.ts';
import { celText, type CelText } from './celText.ts';
import { constantProblems } from './constantArguments.ts';
import {
  celTypeName,
  celTypeOfField,
  celTypeOfMessage,
  type CelType,
  dyn,
  isOneOf,
  listOf,
  simple,
} from './celTypes.ts';
import { parseCel, type ParsedCel } from './parseCel.ts';

/** One expression in an option, read and checked. Spans of its parts are those of `text`. */
export interface CelExpression extends ParsedCel {
  readonly node: StringNode;
  readonly text: CelText;
  /** The variables that it begins with. */
  readonly scope: CelScope;
  readonly types: ReadonlyMap<CelNode, { readonly type: CelType; readonly scope: CelScope }>;
  /** What parts of it stand for; the spans are places in the file. */
  readonly references: ReadonlyMap<Span, ProtoSymbol>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The options whose text is an expression, by the full name of their field. */
const expressionFields: ReadonlySet<string> = new Set([
  'buf.validate.Rule.expression',
  'buf.validate.Constraint.expression',
  'buf.validate.FieldRules.cel_expression',
  'buf.validate.MessageRules.cel_expression',
  'buf.validate.PredefinedRules.cel_expression',
]);

const known = new WeakMap<LinkedFile, readonly CelExpression[]>();

/** The expressions of a file in the options of protovalidate, in order of the text. */
export function celExpressions(linked: LinkedFile): readonly CelExpression[] {
  const before = known.get(linked);
  if (before !== undefined) {
    return before;
  }
  const found = mayHaveRules(linked, /\bcel/)
    ? sitesOf(linked).map((site) => analysed(linked, site))
    : [];
  found.sort((a, b) => a.node.start - b.node.start);
  known.set(linked, found);
  return found;
}

/** Whether a file has some text, and imports, however indirectly, what the rules are defined in. */
export function mayHaveRules({ source, packageName, imported }: LinkedFile, text: RegExp): boolean {
  const isRules = (name: string): boolean => name === 'buf.validate';
  const sees = (): boolean => [...closureOf(imported)].some((file) => isRules(file.packageName));
  return (isRules(packageName) || sees()) && text.test(source.text);
}

/** Where an expression stands: below which definition, and through which fields of its options. */
interface Site {
  readonly element: ProtoSymbol;
  readonly fields: readonly ProtoSymbol[];
  readonly node: StringNode;
}

function sitesOf(linked: LinkedFile): Site[] {
  return [...linked.symbols.values()].flatMap((element) =>
    optionsOf(element).flatMap((option) => {
      const fields = option.name.flatMap((part) => linked.references.get(part) ?? []);
      return sitesIn(linked, { element, fields }, option.value);
    }),
  );
}

/** The options of a message or a field as written. */
export function optionsOf({ node, kind }: ProtoSymbol): readonly OptionNode[] {
  switch (node.kind) {
    case 'message':
      return node.members.filter((member) => member.kind === 'option');
    case 'group':
      return kind === 'message'
        ? node.members.filter((member) => member.kind === 'option')
        : (node.options?.options ?? []);
    case 'field':
      return node.options?.options ?? [];
    default:
      return [];
  }
}

function sitesIn(
  linked: LinkedFile,
  { element, fields }: Omit<Site, 'node'>,
  value: ValueNode | undefined,
): Site[] {
  switch (value?.kind) {
    case 'string':
      return expressionFields.has(fields.at(-1)?.fullName ?? '')
        ? [{ element, fields, node: value }]
        : [];
    case 'listLiteral':
      return value.items.flatMap((item) => sitesIn(linked, { element, fields }, item));
    case 'messageLiteral':
      return value.fields.flatMap((field) => {
        const symbol = linked.references.get(field);
        return symbol === undefined
          ? []
          : sitesIn(linked, { element, fields: [...fields, symbol] }, field.value);
      });
    default:
      return [];
  }
}

function analysed(linked: LinkedFile, site: Site): CelExpression {
  const { node } = site;
  const text = celText(linked.source, node);
  const parsed = parseCel(text.value);
  const scope = scopeOf(site);
  const types = new Map<CelNode, { readonly type: CelType; readonly scope: CelScope }>();
  const references = new Map<Span, ProtoSymbol>();
  const mistakes: Diagnostic[] = [];
  const type = checkCel(
    {
      lookup: (name) => linked.lookup(name),
      isPackage: (name) => isPackage(linked, name),
      report: (span, message, similar) =>
        void mistakes.push(celMistake(text.place(span), message, similar)),
      refer: (span, symbol) => void references.set(text.place(span), symbol),
      visit: (each, found, seen) => void types.set(each, { type: found, scope: seen }),
    },
    parsed.tree,
    scope,
  );
  const { problem } = parsed;
  if (mistakes.length === 0 && problem === undefined && !isOneOf(type, ['bool', 'string'])) {
    mistakes.push(celResult(text.place(parsed.tree), celTypeName(type)));
  }
  for (const { message, isPattern, ...span } of constantProblems(parsed.tree, text.value)) {
    const place = text.place(span);
    mistakes.push(isPattern ? celPattern(place, message) : celMistake(place, message, undefined));
  }
  const diagnostics =
    problem === undefined ? mistakes : [celSyntax(text.place(problem), problem.message)];
  return { ...parsed, node, text, scope, types, references, diagnostics };
}

function isPackage({ visible }: LinkedFile, name: string): boolean {
  return visible.some(
    ({ packageName }) => packageName === name || packageName.startsWith(`${name}.`),
  );
}

function scopeOf({ element, fields }: Site): CelScope {
  const now: [string, CelType] = ['now', simple('timestamp')];
  switch (fields[0]?.fullName) {
    case 'buf.validate.message':
      return new Map([now, ['this', celTypeOfMessage(element)]]);
    case 'buf.validate.field':
      return new Map([now, ['this', partOfField(element, fields)]]);
    case 'buf.validate.predefined':
      return predefinedScope(element, now);
    default:
      return new Map([now, ['this', dyn], ['rule', dyn], ['rules', dyn]]);
  }
}

/** The rules of a list's items, and of a map's keys or values, are about one of them. */
function partOfField(element: ProtoSymbol, fields: readonly ProtoSymbol[]): CelType {
  let type = celTypeOfField(element);
  for (const { fullName } of fields) {
    if (fullName === 'buf.validate.RepeatedRules.items') {
      type = type.kind === 'list' ? type.element : dyn;
    } else if (fullName === 'buf.validate.MapRules.keys') {
      type = type.kind === 'map' ? type.key : dyn;
    } else if (fullName === 'buf.validate.MapRules.values') {
      type = type.kind === 'map' ? type.value : dyn;
    }
  }
  return type;
}

/** A predefined rule is a field of a rules message: `rule` is its value, `this` what it is a rule for. */
function predefinedScope(element: ProtoSymbol, now: readonly [string, CelType]): CelScope {
  const rules = element.field?.extendee ?? element.parent;
  return new Map<string, CelType>([
    now,
    ['this', ruledTypes[rules?.fullName ?? ''] ?? dyn],
    ['rule', celTypeOfField(element)],
    ['rules', rules === undefined ? dyn : celTypeOfMessage(rules)],
  ]);
}

const [int, uint, double] = [simple('int'), simple('uint'), simple('double')];

const ruledTypes: Readonly<Record<string, CelType>> = Object.fromEntries(
  Object.entries<CelType>({
    Float: double,
    Double: double,
    Int32: int,
    Int64: int,
    SInt32: int,
    SInt64: int,
    SFixed32: int,
    SFixed64: int,
    UInt32: uint,
    UInt64: uint,
    Fixed32: uint,
    Fixed64: uint,
    Bool: simple('bool'),
    String: simple('string'),
    Bytes: simple('bytes'),
    Enum: int,
    Repeated: listOf(dyn),
    Map: { kind: 'map', key: dyn, value: dyn },
    Duration: simple('duration'),
    Timestamp: simple('timestamp'),
  }).map(([name, type]) => [`buf.validate.${name}Rules`, type]),
);
