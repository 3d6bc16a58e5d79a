/** The faults: each takes a text and gives another, or undefined where it finds nothing to spoil. */
import * as pool from './faultPools.ts';
import type { Random } from './random.ts';

export interface FaultKind {
  readonly name: string;
  readonly apply: (random: Random, text: string) => string | undefined;
}

/** A piece of text, `end` exclusive. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All kinds; one that matters more is there more than once. */
export const faultKinds: readonly FaultKind[] = [
  kind('token-delete', (random, text) => onPiece(random, text, tokensOf(text), () => '')),
  kind('token-double', (random, text) =>
    onPiece(random, text, tokensOf(text), (token) => `${token} ${token}`),
  ),
  kind('token-swap', swapTokens),
  kind('token-replace', (random, text) =>
    onPiece(random, text, tokensOf(text), () => random.pick(pool.tokens)),
  ),
  kind('token-insert', (random, text) =>
    onPiece(random, text, tokensOf(text), (token) => `${random.pick(pool.tokens)} ${token}`),
  ),
  kind('line-delete', (random, text) => onPiece(random, text, linesOf(text), () => '')),
  kind('line-double', (random, text) =>
    onPiece(random, text, linesOf(text), (line) => `${line}\n${line}`),
  ),
  kind('line-move', moveStatement),
  ...twice(
    kind('number', (random, text) =>
      onPiece(random, text, numbersOf(text), () => random.pick(pool.numbers)),
    ),
  ),
  kind('number-copy', (random, text) => copyPiece(random, text, numbersOf(text))),
  ...twice(kind('name-copy', (random, text) => copyPiece(random, text, namesOf(text)))),
  kind('name-keyword', (random, text) =>
    onPiece(random, text, namesOf(text), () => random.pick(pool.keywords)),
  ),
  kind('name-case', (random, text) =>
    onPiece(random, text, namesOf(text), (name) => changeCase(random, name)),
  ),
  kind('name-qualify', (random, text) =>
    onPiece(random, text, namesOf(text), (name) => random.pick(['.', 'x.', 'google.']) + name),
  ),
  kind('json-name', (random, text) =>
    onPiece(
      random,
      text,
      fieldEnds(text),
      () => ` [json_name = "${random.pick(pool.jsonNames)}"];`,
    ),
  ),
  ...twice(
    kind('label', (random, text) =>
      onPiece(random, text, fieldTypes(text), (type) => `${random.pick(pool.labels)} ${type}`),
    ),
  ),
  ...twice(
    kind('type', (random, text) =>
      onPiece(random, text, fieldTypes(text), () => random.pick(pool.types)),
    ),
  ),
  kind('type-copy', (random, text) => copyPiece(random, text, fieldTypes(text))),
  ...twice(
    kind('field-option', (random, text) =>
      onPiece(random, text, fieldEnds(text), () => ` [${random.pick(pool.fieldOptions)}];`),
    ),
  ),
  ...twice(
    kind('option', (random, text) =>
      onPiece(random, text, blockStarts(text), (brace) => `${brace} ${random.pick(pool.options)}`),
    ),
  ),
  kind('file-option', (random, text) =>
    onPiece(random, text, headEnds(text), (end) => `${end}\n${random.pick(pool.options)}`),
  ),
  kind('feature', (random, text) => addFeature(random, text)),
  kind('import', (random, text) =>
    onPiece(random, text, headEnds(text), (end) => `${end}\n${random.pick(pool.imports)}`),
  ),
  kind('import-delete', (random, text) => onPiece(random, text, importsOf(text), () => '')),
  kind('import-double', (random, text) =>
    onPiece(random, text, importsOf(text), (line) => `${line}\n${line}`),
  ),
  kind('import-modifier', (random, text) =>
    onPiece(random, text, importsOf(text), (line) =>
      line.replace(/import( \w+)?/, `import ${random.pick(['weak', 'public', 'option', ''])}`),
    ),
  ),
  ...twice(
    kind('syntax', (random, text) =>
      onPiece(random, text, match(text, /^(syntax|edition)\s*=[^;]*;/gm), () =>
        random.pick(pool.syntaxes),
      ),
    ),
  ),
  ...twice(
    kind('statement', (random, text) =>
      onPiece(random, text, blockStarts(text), (brace) => `${brace} ${random.pick(pool.members)}`),
    ),
  ),
  kind('definition', (random, text) => `${text}\n${random.pick(pool.definitions)}\n`),
  kind('value', (random, text) =>
    onPiece(random, text, match(text, /(?<==\s*)(-?[\w."']+)(?=\s*[,\];])/g), () =>
      random.pick(pool.values),
    ),
  ),
  kind('visibility', (random, text) =>
    onPiece(
      random,
      text,
      match(text, /\b(message|enum|service|extend)\b(?= )/g),
      (word) => `${random.pick(['export', 'local'])} ${word}`,
    ),
  ),
  kind('definition-copy', copyDefinition),
];

function kind(name: string, apply: FaultKind['apply']): FaultKind {
  return { name, apply };
}

function twice(one: FaultKind): readonly FaultKind[] {
  return [one, one];
}

function onPiece(
  random: Random,
  text: string,
  pieces: readonly Piece[],
  change: (text: string) => string,
): string | undefined {
  if (pieces.length === 0) {
    return undefined;
  }
  const piece = random.pick(pieces);
  return text.slice(0, piece.start) + change(piece.text) + text.slice(piece.end);
}

function copyPiece(random: Random, text: string, pieces: readonly Piece[]): string | undefined {
  return onPiece(random, text, pieces, () => random.pick(pieces).text);
}

function swapTokens(random: Random, text: string): string | undefined {
  const tokens = tokensOf(text);
  const index = random.below(tokens.length - 1);
  const [a, b] = [tokens[index], tokens[index + 1]];
  return a === undefined || b === undefined
    ? undefined
    : text.slice(0, a.start) + b.text + text.slice(a.end, b.start) + a.text + text.slice(b.end);
}

function moveStatement(random: Random, text: string): string | undefined {
  const lines = text.split('\n');
  const whole = lines
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => /;\s*$/.test(line));
  if (whole.length === 0) {
    return undefined;
  }
  const { line, index } = random.pick(whole);
  lines.splice(index, 1);
  lines.splice(random.below(lines.length + 1), 0, line);
  return lines.join('\n');
}

function copyDefinition(random: Random, text: string): string | undefined {
  const found = match(text, /^ *(message|enum|service|oneof) \w+ \{[^{}]*\}/gm);
  return onPiece(random, text, found, (block) => `${block}\n${block}`);
}

function addFeature(random: Random, text: string): string | undefined {
  const feature = random.pick(pool.features);
  return random.chance(0.5)
    ? onPiece(random, text, fieldEnds(text), () => ` [${feature}];`)
    : onPiece(
        random,
        text,
        [...blockStarts(text), ...headEnds(text)],
        (at) => `${at} option ${feature};`,
      );
}

function changeCase(random: Random, name: string): string {
  return random.pick([
    name.toUpperCase(),
    name.toLowerCase(),
    `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
    `${name}_`,
    `_${name}`,
    name.replaceAll('_', ''),
    `${name}1`,
  ]);
}

const comment = /\/\/[^\n]*|\/\*[^]*?\*\//;
const token = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_]\w*|\d[\w.]*|[^\s\w]/;

function tokensOf(text: string): Piece[] {
  const either = new RegExp(`${comment.source}|(${token.source})`, 'g');
  return match(text, either).filter(({ text: one }) => !/^\/[/*]/.test(one));
}

function numbersOf(text: string): Piece[] {
  return tokensOf(text).filter((one) => /^\d/.test(one.text));
}

function namesOf(text: string): Piece[] {
  return tokensOf(text).filter((one) => /^[A-Za-z_]/.test(one.text) && !pool.isKeyword(one.text));
}

function linesOf(text: string): Piece[] {
  return match(text, /[^\n]*\S[^\n]*/g).filter((one) => !/^\s*(\/\/|\*|\/\*)/.test(one.text));
}

function importsOf(text: string): Piece[] {
  return match(text, /^import[^;\n]*;/gm);
}

/** The `;` behind a field or a value without options. */
function fieldEnds(text: string): Piece[] {
  return match(text, /(?<==\s*(?:-?\d+|0x[0-9a-f]+)\s*);/g);
}

/** The type in front of a field's name. */
function fieldTypes(text: string): Piece[] {
  return match(
    text,
    /(?<=[{;]\s*(?:(?:optional|required|repeated)\s+)?)(?:map<[^>]*>|\.?[A-Za-z_][\w.]*)(?=\s+\w+\s*=\s*\d)/g,
  );
}

/** Every `{` of a block. */
function blockStarts(text: string): Piece[] {
  return match(text, /(?<=\b(?:message|enum|service|oneof|extend|returns)\b[^{};"=]*)\{/g);
}

/** The `;` behind the syntax and the package: where imports and options of the file go. */
function headEnds(text: string): Piece[] {
  return match(text, /(?<=^(?:syntax|edition|package)[^;\n]*);/gm);
}

function match(text: string, pattern: RegExp): Piece[] {
  return [...text.matchAll(pattern)].map((found) => {
    const start = found.index;
    return { start, end: start + found[0].length, text: found[0] };
  });
}
