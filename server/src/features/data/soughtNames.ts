import { jsonNameOf, type ProtoSymbol, type SourceFile } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { type PositionParams, toOffset } from '../places.ts';
import { packageStatementAt } from '../renamePackage.ts';
import { declaredTogether, symbolAt } from '../symbolAt.ts';

/**
 * The words one of which a document that holds a message has if it names what stands at a position; none
 * where no document can name that.
 */
export function soughtNames(snapshot: Snapshot, { uri, position }: PositionParams): string[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return [];
  }
  const offset = toOffset(linked.source, position);
  const symbol = symbolAt(linked, offset)?.symbol;
  return symbol === undefined ? packageWords(linked.source, offset) : wordsFor(symbol);
}

function packageWords(source: SourceFile, offset: number): string[] {
  const name = packageStatementAt(source, offset)?.name.text;
  return name === undefined ? [] : [name.slice(name.lastIndexOf('.') + 1)];
}

/** A field may be written as in JSON. Rpcs, services, enums and oneofs have no name there. */
function wordsFor(symbol: ProtoSymbol): string[] {
  if (['service', 'method', 'oneof', 'enum'].includes(symbol.kind)) {
    return [];
  }
  const together = declaredTogether(symbol);
  const fields = together.filter(({ kind }) => kind === 'field');
  return [...new Set([...together.map(({ name }) => name), ...fields.map(jsonNameOf)])];
}
