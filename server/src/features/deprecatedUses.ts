import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import type {
  LinkedFile,
  LinkedPart,
  ProtoSymbol,
  Reference,
  SourceFile,
} from '../compiler/index.ts';
import { toRange } from './places.ts';

/** More of them in one file say nothing new. */
const mostUses = 200;

/**
 * Every place that names what is deprecated, for an editor to strike it through: a hint, and no
 * problem. A definition that is deprecated itself may use others that are.
 */
export function deprecatedUses({ source, parts }: LinkedFile): readonly Diagnostic[] {
  return parts.flatMap((part) => usesIn(source, part)).slice(0, mostUses);
}

/** A use of something deprecated, with offsets from where the part begins that it is in. */
interface Use {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** By what a part says: most parts of a large file say the same as before the last keystroke. */
const known = new WeakMap<object, readonly Use[]>();

function usesIn(source: SourceFile, part: LinkedPart): readonly Diagnostic[] {
  const uses = known.get(part.meaning) ?? findUses(part);
  known.set(part.meaning, uses);
  return uses.map(({ start, end, message }) => ({
    range: toRange(source, { start: part.start + start, end: part.start + end }),
    severity: DiagnosticSeverity.Hint,
    code: 'deprecated-use',
    source: 'protobuf',
    message,
    tags: [DiagnosticTag.Deprecated],
  }));
}

function findUses(part: LinkedPart): readonly Use[] {
  const found: Use[] = [];
  const own = part.symbols.filter(({ isDeprecated }) => isDeprecated).map(({ node }) => node);
  for (const [reference, symbol] of part.references) {
    if (found.length === mostUses) {
      break;
    }
    const span = spanOf(reference);
    if (
      symbol.isDeprecated &&
      !own.some(({ start, end }) => start <= span.start && span.end <= end)
    ) {
      found.push({
        start: span.start - part.start,
        end: span.end - part.start,
        message: `${describeKind(symbol)} "${symbol.fullName}" is deprecated`,
      });
    }
  }
  return found;
}

/** Of a name with dots the last part. */
function spanOf(reference: Reference): { readonly start: number; readonly end: number } {
  if (!('kind' in reference)) {
    return reference;
  }
  switch (reference.kind) {
    case 'name':
      return reference.parts.at(-1) ?? reference;
    case 'optionNamePart':
      return reference.name.parts.at(-1) ?? reference;
    default:
      return reference;
  }
}

function describeKind({ kind }: ProtoSymbol): string {
  return kind === 'enumValue' ? 'enum value' : kind;
}
