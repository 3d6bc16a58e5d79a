import type { Syntax } from '../../compiler/index.ts';
import type { BlockKind } from './context.ts';

export const scalarTypes: readonly string[] = [
  'string',
  'bool',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'float',
  'double',
  'bytes',
];

/** What may be the key of a map: integers, bool and string. */
export const mapKeyTypes: readonly string[] = scalarTypes.filter(
  (type) => type !== 'float' && type !== 'double' && type !== 'bytes',
);

/** Words that may begin a statement in a block, for a dialect of the language. */
export function statementKeywords(block: BlockKind, syntax: Syntax): readonly string[] {
  switch (block) {
    case 'file':
      return ['package', 'import', 'option', 'message', 'enum', 'service', 'extend'];
    case 'message':
      return [
        'message',
        'enum',
        'oneof',
        'map',
        'reserved',
        'option',
        'extend',
        ...labels(syntax),
        ...(syntax === 'proto3' ? [] : ['extensions']),
        ...(syntax === 'proto2' ? ['group'] : []),
      ];
    case 'enum':
      return ['option', 'reserved'];
    case 'service':
      return ['rpc', 'option'];
    case 'method':
      return ['option'];
    case 'oneof':
      return syntax === 'proto2' ? ['option', 'group'] : ['option'];
    case 'extend':
      return labels(syntax);
    case 'literal':
      return [];
  }
}

/** Words that may stand before a field's type. */
function labels(syntax: Syntax): readonly string[] {
  switch (syntax) {
    case 'proto2':
      return ['optional', 'required', 'repeated'];
    case 'proto3':
      return ['optional', 'repeated'];
    case 'editions':
      return ['repeated'];
  }
}
