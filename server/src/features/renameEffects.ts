/** What a rename breaks outside of the files that it changes, told with the edit. */
import type {
  ChangeAnnotation,
  TextEdit as LspEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { ProtoSymbol, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { pseudoOption } from './hover/optionValues.ts';
import { toRange } from './places.ts';

/** What a rename of a symbol means to those who use it by another file than a `.proto` one. */
export function effectOf(symbol: ProtoSymbol): ChangeAnnotation {
  const code = 'generated code has the new name';
  switch (symbol.kind) {
    case 'service':
      return risk('Changes the path of every rpc', `callers of the old path fail, and ${code}`);
    case 'method':
      return risk('Changes the path of the rpc', `callers of the old path fail, and ${code}`);
    case 'field':
    case 'extension':
      return pseudoOption(symbol, 'json_name') !== undefined
        ? note('Changes generated code', `${code}; JSON keeps the name of json_name`)
        : risk(
            'Changes JSON',
            `JSON and text format have the new name, and ${code}; the wire stays`,
          );
    case 'enumValue':
      return risk(
        'Changes JSON',
        `JSON and text format have the new name, and ${code}; the wire stays`,
      );
    case 'message':
      return note('Changes type URLs', `an Any that was stored names the old type, and ${code}`);
    case 'enum':
    case 'oneof':
      return note('Changes generated code', `${code}; the wire and JSON stay`);
  }
}

/** What a rename of a package means. */
export const effectOfPackage: ChangeAnnotation = risk(
  'Changes the path of every rpc and every type URL of the package',
  'callers of the old paths fail, and generated code may move; options such as go_package stay as they are',
);

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
