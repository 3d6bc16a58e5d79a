/**
 * The catalogue of lexical and syntactic findings: one function each, all of them errors. The rules
 * are those of protoc's `io/tokenizer.cc` and `compiler/parser.cc`.
 */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, Fix } from './diagnostic.ts';

// ---- Lexical ------------------------------------------------------------------------------------

/** A string that reaches the end of its line; `quote` is the one that would close it. */
export function unterminatedString(span: Span, quote: string): Diagnostic {
  return finding('unterminated-string', span, `string lacks its closing ${quote}`, [
    insertion(span.end, quote, `Close the string with ${quote}`),
  ]);
}

/** `span` is that of the opening characters. */
export function unterminatedComment(span: Span): Diagnostic {
  return finding('unterminated-comment', span, 'comment lacks its closing */');
}

/** A `/*` within a block comment. */
export function nestedComment(span: Span): Diagnostic {
  return finding('nested-comment', span, 'block comments cannot be nested');
}

/** A backslash with what follows it. */
export function invalidEscape(span: Span, why: string): Diagnostic {
  return finding('invalid-escape', span, why);
}

/** A number with too much or too little in it. */
export function invalidNumber(span: Span, why: string): Diagnostic {
  return finding('invalid-number', span, why);
}

/** Control characters other than white space. */
export function controlCharacter(span: Span): Diagnostic {
  return finding('control-character', span, 'control characters are not allowed', [
    { title: 'Remove the control characters', edits: [{ ...span, newText: '' }] },
  ]);
}

/** A word with letters other than `a`-`z`. */
export function nonAsciiIdentifier(span: Span): Diagnostic {
  return finding(
    'non-ascii-identifier',
    span,
    'names are made of ASCII letters, digits and underscores',
  );
}

/** A character outside ASCII that is not part of a string or comment. */
export function unexpectedCharacter(span: Span, codePoint: number): Diagnostic {
  const hex = codePoint.toString(16).toUpperCase().padStart(4, '0');
  return finding('unexpected-character', span, `unexpected character U+${hex}`);
}

// ---- Syntactic ----------------------------------------------------------------------------------

/** Something else, or nothing, stands where `what` should; `found` is absent at a line's end. */
export function expected(span: Span, what: string, found: string | undefined): Diagnostic {
  const tail = found === undefined ? '' : `, found ${quoted(found)}`;
  return finding('expected-syntax', span, `expected ${what}${tail}`);
}

/** A statement without its `;`; `span.start` is where one belongs. */
export function missingSemicolon(span: Span, insertAt: number): Diagnostic {
  return finding('missing-semicolon', span, 'expected ";"', [
    insertion(insertAt, ';', 'Insert ";"'),
  ]);
}

/** `keyword` is that of the block, such as `message`. */
export function unclosedBlock(span: Span, keyword: string): Diagnostic {
  return finding('unclosed-block', span, `this ${keyword} lacks its closing "}"`);
}

/** A `}` that closes nothing. */
/** Only in documents of the text format. `opening` is what begins the comment. */
export function slashComment(span: Span, opening: string): Diagnostic {
  const change = { title: 'Change to "#"', edits: [{ ...span, newText: '#' }] };
  const message = 'a comment begins with "#" in the text format';
  return finding('slash-comment', span, message, opening === '//' ? [change] : []);
}

export function unmatchedBrace(span: Span): Diagnostic {
  return finding('unmatched-brace', span, 'unmatched "}"', [
    { title: 'Remove "}"', edits: [{ ...span, newText: '' }] },
  ]);
}

/** `name` is the field without a number. */
export function missingFieldNumber(span: Span, name: string): Diagnostic {
  return finding('missing-field-number', span, `field "${name}" needs a number`);
}

/** `name` is the enum value without a number. */
export function missingEnumNumber(span: Span, name: string): Diagnostic {
  return finding('missing-enum-number', span, `enum value "${name}" needs a number`);
}

/** A group ends in a block, not in a `;`. */
export function missingGroupBody(span: Span): Diagnostic {
  return finding('missing-group-body', span, 'a group needs a body in braces');
}

/** A statement that this block cannot hold; `allowed` says what it can. */
export function unexpectedStatement(span: Span, allowed: string): Diagnostic {
  return finding('unexpected-statement', span, `expected ${allowed}`);
}

/** A `;` where protoc's grammar has no empty statement: in `extend` and `oneof`. */
export function unexpectedSemicolon(span: Span, keyword: string): Diagnostic {
  return finding('unexpected-semicolon', span, `a lone ";" is not allowed in ${keyword}`, [
    { title: 'Remove ";"', edits: [{ ...span, newText: '' }] },
  ]);
}

/** An `extend` or `oneof` without fields. */
export function emptyBlock(span: Span, keyword: string): Diagnostic {
  return finding('empty-block', span, `${keyword} needs at least one field`);
}

/** `syntax` or `edition` after another statement. */
export function misplacedSyntax(span: Span, keyword: string): Diagnostic {
  return finding('misplaced-syntax', span, `${keyword} must be the first statement of the file`);
}

/** `export` or `local` before something other than a message or an enum. */
export function misplacedVisibility(span: Span, keyword: string): Diagnostic {
  return finding('misplaced-visibility', span, `${keyword} applies to messages and enums alone`);
}

/** Names and numbers in one `reserved` statement. */
export function mixedReserved(span: Span): Diagnostic {
  return finding('mixed-reserved', span, 'names and numbers need reserved statements of their own');
}

/** An option's value that begins with `<` or `[`, or an option's name in a list that is empty. */
export function invalidOptionValue(span: Span, why: string): Diagnostic {
  return finding('invalid-option-value', span, why);
}

/** Blocks or values within each other beyond `limit` levels. */
export function nestedTooDeep(span: Span, limit: number): Diagnostic {
  return finding('nested-too-deep', span, `nested deeper than ${limit} levels`);
}

function finding(
  code: string,
  span: Span,
  message: string,
  fixes: readonly Fix[] = [],
): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    start: span.start,
    end: span.end,
    related: [],
    fixes,
  };
}

function insertion(at: number, newText: string, title: string): Fix {
  return { title, edits: [{ start: at, end: at, newText }] };
}

function quoted(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return short.startsWith('"') || short.startsWith("'") ? short : `"${short}"`;
}
