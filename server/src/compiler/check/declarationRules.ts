/** What the options of extension ranges say of the extensions to come. */
import { extensionDeclaration } from '../diagnostics/extensionDiagnostics.ts';
import { hinted } from '../diagnostics/make.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import { int32Of } from '../link/references.ts';
import { isScalar } from '../link/scalars.ts';
import { MessageValue } from '../options/values.ts';
import { decodeUtf8 } from '../source/utf8.ts';
import type { ExtensionsNode } from '../syntax/ast.ts';

/** Each declaration has a number of its own within the range, and names the extension in full. */
export function checkDeclarations(linking: Linking, { node }: DefinedSymbol): void {
  if (node.kind !== 'message' && node.kind !== 'group') {
    return;
  }
  const names = new Set<string>();
  for (const member of node.members) {
    const value = member.kind === 'extensions' ? linking.options.get(member)?.value : undefined;
    if (member.kind === 'extensions' && value !== undefined) {
      for (const why of declarationProblems(member, value, names)) {
        const found = extensionDeclaration(member.options ?? member, why);
        linking.report(hinted(found, { at: member.ranges[0]?.start ?? member.start }));
      }
    }
  }
}

/** `ExtensionRangeOptions.UNVERIFIED`. */
const unverified = 1n;

/** `names` are those that the message has declared so far. */
function* declarationProblems(
  node: ExtensionsNode,
  options: MessageValue,
  names: Set<string>,
): Generator<string> {
  const declarations = options.valuesOf('declaration').filter((one) => one instanceof MessageValue);
  if (declarations.length > 0 && options.valuesOf('verification')[0] === unverified) {
    yield 'cannot mark the extension range as UNVERIFIED when it has extensions declared';
  }
  const seen = new Set<number>();
  for (const declaration of declarations) {
    const value = declaration.valuesOf('number')[0];
    const number = typeof value === 'bigint' ? Number(value) : 0;
    if (!isWithin(node, number)) {
      yield `extension declaration number ${number} is not in the extension range`;
    } else if (seen.has(number)) {
      yield `extension declaration number ${number} is declared multiple times`;
    }
    seen.add(number);
    yield* nameProblems(declaration);
    const name = textOf(declaration, 'full_name');
    if (name !== undefined && textOf(declaration, 'type') !== undefined && names.has(name)) {
      yield `extension field name "${name}" is declared multiple times`;
    }
    names.add(name ?? '');
  }
}

function isWithin({ ranges }: ExtensionsNode, number: number): boolean {
  return ranges.every(({ from, to }) => {
    const start = int32Of(from) ?? 0;
    const end = to === undefined ? start : to.kind === 'max' ? Infinity : (int32Of(to) ?? start);
    return number >= start && number <= end;
  });
}

function* nameProblems(declaration: MessageValue): Generator<string> {
  const name = textOf(declaration, 'full_name');
  const type = textOf(declaration, 'type');
  const isReserved = declaration.valuesOf('reserved')[0] === true;
  if ((name === undefined) !== (type === undefined) || (name === undefined && !isReserved)) {
    yield 'an extension declaration should have both "full_name" and "type" set';
  }
  const needsDot = [name, type === undefined || isScalar(type) ? undefined : type];
  for (const text of needsDot) {
    if (text !== undefined && !text.startsWith('.')) {
      yield `"${text}" must have a leading dot to indicate the fully-qualified scope`;
    } else if (text !== undefined && !/^(\.[A-Za-z_]\w*)+$/.test(text)) {
      yield `"${text}" contains invalid identifiers`;
    }
  }
}

function textOf(value: MessageValue, name: string): string | undefined {
  const text = value.valuesOf(name)[0];
  return text instanceof Uint8Array ? decodeUtf8(text) : undefined;
}
