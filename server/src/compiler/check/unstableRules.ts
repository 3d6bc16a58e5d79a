import { obsoleteType } from '../diagnostics/editionDiagnostics.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';

/** What edition UNSTABLE calls the types that it takes the names of (`compiler/parser.cc`). */
const replacements: ReadonlyMap<string, string> = new Map([
  ['fixed32', 'uint32'],
  ['fixed64', 'uint64'],
  ['sfixed32', 'int32'],
  ['sfixed64', 'int64'],
  ['sint32', 'zigzag32'],
  ['sint64', 'zigzag64'],
]);

/** Some types have other names in edition UNSTABLE. */
export function checkObsoleteTypes(linking: Linking): void {
  if (isUnstable(linking)) {
    linking.definitions.all.forEach((symbol) => void checkType(linking, symbol));
  }
}

function checkType(linking: Linking, { node }: DefinedSymbol): void {
  if (node.kind !== 'field') {
    return;
  }
  const { type } = node;
  const names = type?.kind === 'mapType' ? [type.key, type.value] : [type];
  for (const name of names) {
    const instead = replacements.get(name?.text ?? '');
    if (name !== undefined && instead !== undefined) {
      linking.report(obsoleteType(name, name.text, instead));
    }
  }
}

function isUnstable({ source }: Linking): boolean {
  const node = source.tree.members.find((member) => member.kind === 'syntax');
  return node?.keyword.text === 'edition' && node.value?.value === 'UNSTABLE';
}
