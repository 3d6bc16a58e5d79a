import type { Position } from 'vscode-languageserver-types';
import type { LanguageClient } from '../../test/lsp/languageClient.ts';
import { type BenchFile, huge, large, leaf, popular } from './workspace.ts';

/** Milliseconds of each round, by what was measured. */
export type Timings = Map<string, number[]>;

/** A message that no compiler takes, in the text of a finding. */
const broken = 'BenchMissingType';

/** Runs the whole course with one server. `rounds` for what is repeated. */
export class Course {
  readonly timings: Timings = new Map();
  readonly #client: LanguageClient;
  readonly #rounds: number;
  #count = 0;

  constructor(client: LanguageClient, rounds: number) {
    this.#client = client;
    this.#rounds = rounds;
  }

  /** From now until the findings of a file that has one error are exactly that. */
  async open(name: string, file: BenchFile): Promise<void> {
    const mark = this.#clock(name);
    await this.#client.open(file.uri, withError(file.text, 0));
    await this.#client.findings(file.uri, (all) => all.some((text) => text.includes(`${broken}0`)));
    mark();
    await this.#client.replace(file.uri, file.text);
    await this.#client.findings(file.uri, (all) => !all.some((text) => text.includes(broken)));
  }

  /** Until a symbol that only a file far down defines is found. */
  async index(name: string): Promise<void> {
    const mark = this.#clock(name);
    for (;;) {
      const found: unknown = await this.#client.connection.sendRequest('workspace/symbol', {
        query: 'ZoneOperations',
      });
      if (Array.isArray(found) && found.length > 0) {
        break;
      }
      await new Promise((done) => setTimeout(done, 20));
    }
    mark();
  }

  /** A keystroke that breaks or mends a field's type, until the findings say so. */
  async keystrokes(name: string, file: BenchFile): Promise<void> {
    const line = lineCount(file.text);
    const at = { line, character: 0 };
    for (let round = 0; round < this.#rounds; round++) {
      this.#count += 1;
      const text = `message Bench { ${broken}${this.#count} a = 1; }`;
      const mark = this.#clock(name);
      await this.#client.edit(file.uri, { range: { start: at, end: at }, newText: text });
      await this.#client.findings(file.uri, (all) =>
        all.some((message) => message.includes(`${broken}${this.#count}`)),
      );
      mark();
      const end = { line, character: text.length };
      const mended = this.#clock(name);
      await this.#client.edit(file.uri, { range: { start: at, end }, newText: '' });
      await this.#client.findings(file.uri, (all) => !all.some((each) => each.includes(broken)));
      mended();
    }
  }

  /** A request that follows a keystroke at once. */
  async afterKeystroke(name: string, file: BenchFile, request: Asked): Promise<void> {
    const at = { line: lineCount(file.text), character: 0 };
    for (let round = 0; round < this.#rounds; round++) {
      const isEven = round % 2 === 0;
      const end = isEven ? at : { ...at, character: 2 };
      await this.#client.edit(file.uri, {
        range: { start: at, end },
        newText: isEven ? '//' : '',
      });
      await this.#timed(name, file, request);
    }
  }

  /** A request while nothing changes. */
  async unchanged(name: string, file: BenchFile, request: Asked): Promise<void> {
    await this.#ask(file, request);
    for (let round = 0; round < this.#rounds; round++) {
      await this.#timed(name, file, request);
    }
  }

  async #timed(name: string, file: BenchFile, request: Asked): Promise<void> {
    const mark = this.#clock(name);
    await this.#ask(file, request);
    mark();
  }

  async #ask(file: BenchFile, { method, position, more }: Asked): Promise<void> {
    const answer: unknown = await this.#client.ask(method, file.uri, position, more);
    // A file that is formatted already needs no edit.
    const mayBeEmpty = method === 'textDocument/formatting';
    if (answer === null || (Array.isArray(answer) && answer.length === 0 && !mayBeEmpty)) {
      throw new Error(`${method} answered nothing for ${file.path}`);
    }
  }

  #clock(name: string): () => void {
    const startedAt = performance.now();
    return () => {
      const known = this.timings.get(name) ?? [];
      known.push(performance.now() - startedAt);
      this.timings.set(name, known);
    };
  }
}

const formatted = { options: { tabSize: 2, insertSpaces: true } };

export interface Asked {
  readonly method: string;
  readonly position?: Position;
  readonly more?: object;
}

/** Position of a text in a file, `within` it. */
export function positionOf(file: BenchFile, text: string, within = 1): Position {
  const offset = file.text.indexOf(text);
  if (offset === -1) {
    throw new Error(`${file.path} has no ${text}`);
  }
  const before = file.text.slice(0, offset + within);
  const line = lineCount(before);
  return { line, character: before.length - (before.lastIndexOf('\n') + 1) };
}

/** The course in its order; what fails is told and left out. */
export async function run(
  course: Course,
  failed: (name: string, error: unknown) => void,
): Promise<void> {
  const attempt = async (name: string, step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      failed(name, error);
    }
  };
  for (const file of [leaf, large, popular, huge]) {
    await attempt('open', () => course.open(`open ${file.path.split('/').at(-1)}`, file));
  }
  await attempt('keystroke', () => course.keystrokes('keystroke in a leaf', leaf));
  await attempt('keystroke', () => course.keystrokes('keystroke in a large file', large));
  await attempt('keystroke', () => course.keystrokes('keystroke in a popular file', popular));
  await attempt('keystroke', () => course.keystrokes('keystroke in 90,000 lines', huge));
  const typeUse = positionOf(leaf, 'ImageSource source', 3);
  const requests: readonly (readonly [string, Asked])[] = [
    [
      'completion',
      { method: 'textDocument/completion', position: positionOf(leaf, 'ImageSource source', 5) },
    ],
    ['hover', { method: 'textDocument/hover', position: typeUse }],
    ['definition', { method: 'textDocument/definition', position: typeUse }],
    ['highlight', { method: 'textDocument/documentHighlight', position: typeUse }],
    ['file symbols', { method: 'textDocument/documentSymbol' }],
    ['tokens', { method: 'textDocument/semanticTokens/full' }],
    ['formatting', { method: 'textDocument/formatting', more: formatted }],
  ];
  for (const [name, request] of requests) {
    await attempt(name, () => course.afterKeystroke(`${name} after a keystroke`, leaf, request));
  }
  for (const [name, request] of requests) {
    await attempt(name, () => course.unchanged(name, leaf, request));
  }
  const status = positionOf(popular, 'ResourceDescriptor {', 3);
  const references = { context: { includeDeclaration: true } };
  await attempt('references', () =>
    course.unchanged('references that hundreds use', popular, {
      method: 'textDocument/references',
      position: status,
      more: references,
    }),
  );
  await attempt('workspace symbols', () =>
    course.unchanged('workspace symbols', leaf, {
      method: 'workspace/symbol',
      more: { query: 'Operation' },
    }),
  );
}

function withError(text: string, count: number): string {
  return `${text}\nmessage Bench { ${broken}${count} a = 1; }\n`;
}

/** Line breaks, which is the number of the last line. */
function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
