/** Parts of names that stand for a package, such as `p.q` in `p.q.Message`. */
import type { LinkedFile, NameNode, Reference, Span } from '../../compiler/index.ts';
import { touches } from '../places.ts';

/** A part that names a package: the last of its words. */
interface PackagePart {
  readonly span: Span;
  /** The whole name up to that word. */
  readonly packageName: string;
  readonly isDefinition: boolean;
}

/** The package that is named at an offset, by a statement or by a part of a longer name. */
export function packageAt(linked: LinkedFile, offset: number): string | undefined {
  for (const { span, packageName } of packageParts(linked)) {
    if (touches(span, offset)) {
      return packageName;
    }
  }
  return undefined;
}

/** Every place of a file that names a package, in order of the text. */
export function namesOfPackage(linked: LinkedFile, packageName: string): readonly PackagePart[] {
  return [...packageParts(linked)]
    .filter((part) => part.packageName === packageName)
    .sort((a, b) => a.span.start - b.span.start);
}

function* packageParts(linked: LinkedFile): Generator<PackagePart> {
  const statement = linked.source.tree.members.find((member) => member.kind === 'package');
  for (const [index, span] of (statement?.name?.parts ?? []).entries()) {
    const packageName = linked.packageName
      .split('.')
      .slice(0, index + 1)
      .join('.');
    yield { span, packageName, isDefinition: true };
  }
  for (const [reference, symbol] of linked.references) {
    const name = nameNodeOf(reference);
    if (name !== undefined && name.parts.length > 1) {
      yield* partsOf(name, symbol.fullName.split('.'), depthOf(symbol));
    }
  }
}

/** The parts of a reference that stand before those of its symbol and of what is around it. */
function* partsOf(
  { parts }: NameNode,
  full: readonly string[],
  depth: number,
): Generator<PackagePart> {
  for (const [index, span] of parts.slice(0, -depth).entries()) {
    const length = full.length - parts.length + index + 1;
    yield { span, packageName: full.slice(0, length).join('.'), isDefinition: false };
  }
}

/** How many parts of a symbol's full name are not of its package. */
export function depthOf(symbol: { readonly parent: typeof symbol | undefined }): number {
  return symbol.parent === undefined ? 1 : 1 + depthOf(symbol.parent);
}

/** The dotted name that a reference is written as; undefined for a single word. */
export function nameNodeOf(reference: Reference): NameNode | undefined {
  if (!('kind' in reference)) {
    return undefined;
  }
  switch (reference.kind) {
    case 'name':
      return reference;
    case 'optionNamePart':
      return reference.name;
    case 'literalField':
      return reference.name.kind === 'identifier' ? undefined : reference.name.name;
    default:
      return undefined;
  }
}
