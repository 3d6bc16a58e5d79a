import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import type { LinkedFile, ProtoSymbol, Reference } from '../compiler/index.ts';
import { isMarkedDeprecated } from './hover/optionValues.ts';
import { toRange } from './places.ts';

/** More of them in one file say nothing new. */
const mostUses = 200;

/**
 * Every place that names what is deprecated, for an editor to strike it through: a hint, and no
 * problem. A definition that is deprecated itself may use others that are.
 */
export function deprecatedUses({ source, references, symbols }: LinkedFile): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const own = [...symbols.values()].filter(isMarkedDeprecated).map(({ node }) => node);
  for (const [reference, symbol] of references) {
    if (found.length === mostUses) {
      break;
    }
    const span = spanOf(reference);
    if (
      isMarkedDeprecated(symbol) &&
      !own.some(({ start, end }) => start <= span.start && span.end <= end)
    ) {
      found.push({
        range: toRange(source, span),
        severity: DiagnosticSeverity.Hint,
        code: 'deprecated-use',
        source: 'protobuf',
        message: `${describeKind(symbol)} "${symbol.fullName}" is deprecated`,
        tags: [DiagnosticTag.Deprecated],
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
