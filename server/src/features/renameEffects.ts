/** What a rename breaks outside of the files that it changes, told with the edit. */
import type {
  ChangeAnnotation,
  TextEdit as LspEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import { defaultJsonName, jsonNameOf, type ProtoSymbol, type TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { pseudoOption } from './hover/optionValues.ts';
import { toRange } from './places.ts';
import { isGroupField } from './symbolAt.ts';

/** What a rename of a symbol means to those who use it outside of the workspace. */
export function effectOf(symbol: ProtoSymbol, newName: string): ChangeAnnotation {
  const code = 'generated code has the new name';
  switch (symbol.kind) {
    case 'service':
      return risk('Changes the path of every rpc', `callers of the old path fail, and ${code}`);
    case 'method':
      return risk('Changes the path of the rpc', `callers of the old path fail, and ${code}`);
    case 'field':
    case 'extension':
      return effectOnKey(symbol, newName, code);
    case 'enumValue':
      return risk(
        'Changes JSON',
        `JSON and text format have ${newName}, and ${code}; the wire stays`,
      );
    case 'message':
      return note('Changes type URLs', `an Any that was stored names the old type, and ${code}`);
    case 'enum':
    case 'oneof':
      return note('Changes generated code', `${code}; the wire and JSON stay`);
  }
}

function effectOnKey(symbol: ProtoSymbol, newName: string, code: string): ChangeAnnotation {
  if (pseudoOption(symbol, 'json_name') !== undefined) {
    return note('Changes generated code', `${code}; JSON keeps the name of json_name`);
  }
  const before = jsonNameOf(symbol);
  const fieldName = isGroupField(symbol) ? newName.toLowerCase() : newName;
  const fullName = symbol.fullName.slice(0, -symbol.name.length) + fieldName;
  const after = symbol.kind === 'extension' ? `[${fullName}]` : defaultJsonName(fieldName);
  return before === after
    ? note('Changes text format', `it has ${newName}, and ${code}; JSON keeps ${before}`)
    : risk(
        'Changes JSON',
        `JSON has ${after} for ${before}, text format the new name, and ${code}; the wire stays`,
      );
}

/** What a rename of a package means. */
export const effectOfPackage: ChangeAnnotation = risk(
  'Changes the path of every rpc and every type URL of the package',
  'callers of the old paths fail, and generated code may move; options such as go_package stay as they are',
);

/** The same, with a word on settings that go on naming what is gone. */
export function withStaleSettings(
  effect: ChangeAnnotation,
  names: readonly string[],
): ChangeAnnotation {
  if (names.length === 0) {
    return effect;
  }
  const settings = `the setting protoAtlas.json.schemas still names ${names.join(', ')}`;
  return { ...effect, description: `${effect.description ?? ''}; ${settings}` };
}

function risk(label: string, description: string): ChangeAnnotation {
  return { label, description, needsConfirmation: true };
}

function note(label: string, description: string): ChangeAnnotation {
  return { label, description };
}

const annotationId = 'rename';

/** The edits by URI as a client takes them; with the annotation on each when it knows those. */
export function toWorkspaceEdit(
  snapshot: Snapshot,
  edits: ReadonlyMap<string, readonly TextEdit[]>,
  annotation?: ChangeAnnotation,
): WorkspaceEdit {
  const changes = [...edits].map(([uri, list]) => ({
    uri,
    edits: toLspEdits(snapshot, uri, list),
  }));
  return annotation === undefined
    ? { changes: Object.fromEntries(changes.map((each) => [each.uri, each.edits])) }
    : {
        changeAnnotations: { [annotationId]: annotation },
        documentChanges: changes.map((each) => ({
          textDocument: { uri: each.uri, version: null },
          edits: each.edits.map((edit) => ({ ...edit, annotationId })),
        })),
      };
}

function toLspEdits(snapshot: Snapshot, uri: string, edits: readonly TextEdit[]): LspEdit[] {
  const source = snapshot.source(uri);
  return source === undefined
    ? []
    : edits.map(({ newText, ...span }) => ({ range: toRange(source, span), newText }));
}
