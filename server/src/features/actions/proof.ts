/** Proofs that edits do no harm: the file is linked as it would be, and compared. */
import type {
  Diagnostic,
  LinkedFile,
  ProtoSymbol,
  SourceFile,
  TextEdit,
} from '../../compiler/index.ts';
import { defaultJsonName, diagnosticsOf } from '../../compiler/index.ts';
import { EditedLinks } from '../editedLinks.ts';
import { enumNumber } from '../hover/wire.ts';
import { pseudoOption } from '../hover/optionValues.ts';
import type { ActionContext } from './action.ts';
import { hasPresenceOfItsOwn, holdsMessage, holdsStrings } from './fieldFacts.ts';

/** The file after some edits. */
export function linkedAfter(
  { snapshot, uri }: Pick<ActionContext, 'snapshot' | 'uri'>,
  edits: readonly TextEdit[],
): LinkedFile | undefined {
  return new EditedLinks(snapshot, new Map([[uri, inOrder(edits)]])).linked(uri);
}

/** The edits in order of the text; what is inserted where another edit begins becomes part of that. */
export function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  const merged: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last?.start === edit.start && last.end === edit.start) {
      merged[merged.length - 1] = { ...edit, newText: last.newText + edit.newText };
    } else {
      merged.push(edit);
    }
  }
  return merged;
}

/** What is taken away takes the blanks behind it along, where there are some before it too. */
export function tidyRemoval({ text }: SourceFile, edit: TextEdit): TextEdit {
  const blanks = /^[ \t]*/.exec(text.slice(edit.end))?.[0].length ?? 0;
  const isApart = edit.start === 0 || /\s/.test(text.charAt(edit.start - 1));
  return edit.newText === '' && isApart ? { ...edit, end: edit.end + blanks } : edit;
}

/** An error that the second state has more than the first one; undefined when there is none. */
export function freshError(before: LinkedFile, after: LinkedFile): Diagnostic | undefined {
  const known = new Map<string, number>();
  for (const { message } of errorsOf(before)) {
    known.set(message, (known.get(message) ?? 0) + 1);
  }
  for (const error of errorsOf(after)) {
    const count = known.get(error.message) ?? 0;
    if (count === 0) {
      return error;
    }
    known.set(error.message, count - 1);
  }
  return undefined;
}

/** The errors of a file, those of its syntax first. */
export function errorsOf(file: LinkedFile): readonly Diagnostic[] {
  return diagnosticsOf(file).filter(({ severity }) => severity === 'error');
}

/** Full names that come and go on purpose when a file is changed. */
export interface ReferenceChange {
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  /** A definition that is somewhere else now: its old full name, and its new one. */
  readonly moved?: ReadonlyMap<string, string>;
}

/** Whether all names of a file still mean what they meant, up to the change that was intended. */
export function meansTheSame(
  before: LinkedFile,
  after: LinkedFile,
  { added = [], removed = [], moved = new Map<string, string>() }: ReferenceChange = {},
): boolean {
  const expected = [...meant(before).map((name) => moved.get(name) ?? name), ...added];
  for (const name of removed) {
    const at = expected.indexOf(name);
    if (at !== -1) {
      expected.splice(at, 1);
    }
  }
  return expected.sort().join() === meant(after).sort().join();
}

function meant({ references }: LinkedFile): string[] {
  return [...references.values()].map(({ fullName }) => fullName);
}

/**
 * What each definition of a file means on the wire, in JSON and to generated code, by full name. An
 * option counts by what it does: two files that say the same differently have the same meaning.
 */
function meaningOf(file: LinkedFile): ReadonlyMap<string, string> {
  const meaning = new Map<string, string>();
  for (const symbol of file.symbols.values()) {
    meaning.set(`${symbol.kind} ${symbol.fullName}`, JSON.stringify(factsOf(symbol)));
  }
  return meaning;
}

/** The first definition that two files disagree about, by name; undefined when there is none. */
export function firstDifference(before: LinkedFile, after: LinkedFile): string | undefined {
  const old = meaningOf(before);
  const fresh = meaningOf(after);
  const names = new Set([...old.keys(), ...fresh.keys()]);
  return [...names].find((name) => old.get(name) !== fresh.get(name));
}

function factsOf(symbol: ProtoSymbol): unknown {
  const { features, field } = symbol;
  switch (symbol.kind) {
    case 'enum':
      return [features.enumType, features.jsonFormat];
    case 'message':
      return [features.jsonFormat];
    case 'enumValue':
      return enumNumber(symbol);
    case 'field':
    case 'extension':
      return (
        field && [
          field.number,
          isRepeated(symbol),
          typeOf(symbol),
          featureFacts(symbol),
          writtenFacts(symbol),
        ]
      );
    default:
      return undefined;
  }
}

/** The default as written, and the name in JSON. */
function writtenFacts(symbol: ProtoSymbol): readonly unknown[] {
  const standard = pseudoOption(symbol, 'default')?.value;
  const json = pseudoOption(symbol, 'json_name')?.value;
  return [
    standard && symbol.file.text.slice(standard.start, standard.end),
    json?.kind === 'string' ? json.value : defaultJsonName(symbol.name),
  ];
}

function isRepeated({ field }: ProtoSymbol): boolean {
  return field?.label === 'repeated';
}

function typeOf({ field }: ProtoSymbol): unknown {
  const type = field?.type;
  switch (type?.kind) {
    case 'scalar':
      return type.scalar;
    case 'message':
    case 'group':
    case 'enum':
      return type.symbol.fullName;
    case 'map':
      return type.entry.children.map(typeOf);
    default:
      return undefined;
  }
}

/** The features that matter for a field of its kind. */
function featureFacts(symbol: ProtoSymbol): readonly unknown[] {
  const facts = symbol.field;
  return [
    hasPresenceOfItsOwn(symbol) && symbol.features.fieldPresence,
    facts?.packed,
    holdsStrings(symbol) && symbol.features.utf8Validation,
    holdsMessage(symbol) && symbol.features.messageEncoding,
    facts?.oneof?.fullName,
  ];
}
