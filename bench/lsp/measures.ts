import type { Position } from 'vscode-languageserver-types';
import type { LanguageClient } from '../../test/lsp/languageClient.ts';
import { processUse } from '../topology/measures.ts';
import { type BenchFile, dependent, huge, large, leaf, long, popular } from './workspace.ts';

/** A message that no compiler takes, in the text of a finding. */
const broken = 'BenchMissingType';

export interface CourseOptions {
  /** How often each thing is done. */
  readonly rounds: number;
  /** After so many seconds a measure ends with what it has. */
  readonly seconds: number;
  /** Measures without this word in their names are left out. */
  readonly only: string;
}

export interface StartedServer {
  readonly startedAt: number;
  readonly how: string;
}

/** What one measure gave: milliseconds of each round, and how many of a processor a round took. */
export interface Measured {
  readonly name: string;
  readonly times: readonly number[];
  readonly cpuMs: number;
}

/** Runs the whole course with one server, and tells of each measure when it ends. */
export class Course {
  readonly #client: LanguageClient;
  readonly #options: CourseOptions;
  readonly #tell: (measured: Measured) => void;
  #signal: AbortSignal | undefined;
  #count = 0;

  constructor(client: LanguageClient, options: CourseOptions, tell: (measured: Measured) => void) {
    this.#client = client;
    this.#options = options;
    this.#tell = tell;
  }

  /**
   * What follows the start of a server, `startedAt` by the clock of the process; `how` it was started
   * is part of the measures' names.
   */
  async start(file: BenchFile, { startedAt, how }: StartedServer): Promise<void> {
    const untilOpened = performance.now() - startedAt;
    const [time = 0] = await this.open(file);
    this.#tellOf(`first findings, ${how}`, [untilOpened + time], 0);
    if (await this.#isIndexed()) {
      this.#tellOf(`whole workspace indexed, ${how}`, [performance.now() - startedAt], 0);
    }
  }

  #tellOf(name: string, times: readonly number[], cpuBefore: number): void {
    this.#tell({ name, times, cpuMs: (this.#cpuMs() - cpuBefore) / times.length });
  }

  #cpuMs(): number {
    return processUse(this.#client.pid).cpuMs;
  }

  /** Whether a measure is wanted. */
  wants(measure: string): boolean {
    return measure.includes(this.#options.only);
  }

  /** Repeats one measure, whose rounds give their milliseconds, until it has all or its time is up. */
  async measure(name: string, round: (index: number) => Promise<readonly number[]>): Promise<void> {
    if (!this.wants(name)) {
      return;
    }
    const times: number[] = [];
    const before = this.#cpuMs();
    this.#signal = this.#timeLimit();
    try {
      for (let index = 0; index < this.#options.rounds; index++) {
        times.push(...(await withSignal(round(index), this.#signal)));
      }
    } finally {
      if (times.length > 0) {
        this.#tellOf(name, times, before);
      }
    }
  }

  /** From now until the findings of a file that has one error are exactly that. */
  async open(file: BenchFile): Promise<readonly number[]> {
    const mark = clock();
    this.#signal = this.#timeLimit();
    await this.#client.open(file.uri, withError(file.text, 0));
    await this.#findings(file, (all) => all.some((text) => text.includes(`${broken}0`)));
    const time = mark();
    await this.#client.replace(file.uri, file.text);
    await this.#findings(file, (all) => !all.some((text) => text.includes(broken)));
    return [time];
  }

  /** Waits until a symbol is found that only a file far down defines, or time is up. */
  async #isIndexed(): Promise<boolean> {
    const signal = this.#timeLimit();
    while (!signal.aborted) {
      const asked = this.#client.connection.sendRequest('workspace/symbol', {
        query: 'ZoneOperations',
      });
      const found: unknown = await withSignal(asked, signal).catch(() => undefined);
      if (Array.isArray(found) && found.length > 0) {
        return true;
      }
      await new Promise((done) => setTimeout(done, 20));
    }
    return false;
  }

  #timeLimit(): AbortSignal {
    return AbortSignal.timeout(this.#options.seconds * 1000);
  }

  /** Two keystrokes that break and mend a field's type, each until the findings say so. */
  async keystroke(file: BenchFile): Promise<readonly number[]> {
    const at = { line: lineCount(file.text), character: 0 };
    const name = `${broken}${++this.#count}`;
    const text = `message Bench { ${name} a = 1; }`;
    const mark = clock();
    await this.#client.edit(file.uri, { range: { start: at, end: at }, newText: text });
    await this.#findings(file, (all) => all.some((message) => message.includes(name)));
    const brokenIn = mark();
    const end = { ...at, character: text.length };
    const markMended = clock();
    await this.#client.edit(file.uri, { range: { start: at, end }, newText: '' });
    await this.#findings(file, (all) => !all.some((each) => each.includes(broken)));
    return [brokenIn, markMended()];
  }

  /** A keystroke that takes away a name that another open file uses, until that one's findings say so. */
  async dependents(file: BenchFile, edit: NameEdit): Promise<readonly number[]> {
    const { name, dependent } = edit;
    const start = positionOf(file, ` ${name} =`);
    const end = { ...start, character: start.character + name.length };
    const mark = clock();
    await this.#client.edit(file.uri, { range: { start, end }, newText: `${name}X` });
    await this.#findings(dependent, (all) => all.some((message) => message.includes(name)));
    const brokenIn = mark();
    const wide = { start, end: { ...end, character: end.character + 1 } };
    const markMended = clock();
    await this.#client.edit(file.uri, { range: wide, newText: name });
    await this.#findings(dependent, (all) => !all.some((message) => message.includes(name)));
    return [brokenIn, markMended()];
  }

  /** A request that follows a keystroke at once. */
  async afterKeystroke(file: BenchFile, request: Asked, round: number): Promise<readonly number[]> {
    const at = { line: lineCount(file.text), character: 0 };
    const isEven = round % 2 === 0;
    const end = isEven ? at : { ...at, character: 2 };
    await this.#client.edit(file.uri, { range: { start: at, end }, newText: isEven ? '//' : '' });
    return this.ask(file, request);
  }

  /** A request while nothing changes. */
  async ask(file: BenchFile, { method, position, more }: Asked): Promise<readonly number[]> {
    const mark = clock();
    const answer: unknown = await this.#client.ask(method, file.uri, position, more);
    const time = mark();
    // A file that is formatted already needs no edit.
    const mayBeEmpty = method === 'textDocument/formatting';
    if (answer === null || (Array.isArray(answer) && answer.length === 0 && !mayBeEmpty)) {
      throw new Error(`${method} answered nothing for ${file.path}`);
    }
    return [time];
  }

  async #findings(file: BenchFile, until: (all: readonly string[]) => boolean): Promise<void> {
    await this.#client.findings(file.uri, until, this.#signal);
  }
}

/** A name of one file that another one, open too, uses. */
export interface NameEdit {
  readonly name: string;
  readonly dependent: BenchFile;
}

/** Starts a clock and gives what reads it. */
function clock(): () => number {
  const startedAt = performance.now();
  return () => performance.now() - startedAt;
}

/** Leaves what takes too long to itself. */
function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('took too long'));
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
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
  const measure: Course['measure'] = async (name, round) => {
    try {
      await course.measure(name, round);
    } catch (error) {
      failed(name, error);
    }
  };
  for (const file of [leaf, large, dependent, popular, long, huge]) {
    await course.open(file).catch((error: unknown) => failed(`open ${file.path}`, error));
  }
  await keystrokes(course, measure);
  await requests(course, measure);
}

async function keystrokes(course: Course, measure: Course['measure']): Promise<void> {
  await measure('keystroke in a leaf', () => course.keystroke(leaf));
  await measure('keystroke in a large file', () => course.keystroke(large));
  await measure('keystroke in a popular file', () => course.keystroke(popular));
  const edit = { name: 'resource_reference', dependent };
  await measure('its dependents', () => course.dependents(popular, edit));
  await measure('keystroke in 36,000 lines', () => course.keystroke(long));
  await measure('keystroke in 96,000 lines', () => course.keystroke(huge));
}

async function requests(course: Course, measure: Course['measure']): Promise<void> {
  const use = positionOf(leaf, 'ImageSource source', 3);
  const asked: readonly (readonly [string, Asked])[] = [
    ['completion', { method: 'textDocument/completion', position: use }],
    ['hover', { method: 'textDocument/hover', position: use }],
    ['definition', { method: 'textDocument/definition', position: use }],
    ['highlight', { method: 'textDocument/documentHighlight', position: use }],
    ['file symbols', { method: 'textDocument/documentSymbol' }],
    ['tokens', { method: 'textDocument/semanticTokens/full' }],
    ['formatting', { method: 'textDocument/formatting', more: formatted }],
  ];
  for (const [name, request] of asked) {
    const round = (index: number): Promise<readonly number[]> =>
      course.afterKeystroke(leaf, request, index);
    await measure(`${name} after a keystroke`, round);
  }
  for (const [name, request] of asked) {
    await measure(name, () => course.ask(leaf, request));
  }
  const position = positionOf(popular, 'ResourceDescriptor {', 3);
  const popularRequests: readonly (readonly [string, Asked])[] = [
    [
      'references that hundreds use',
      {
        method: 'textDocument/references',
        position,
        more: { context: { includeDeclaration: true } },
      },
    ],
    [
      'rename that hundreds use',
      { method: 'textDocument/rename', position, more: { newName: 'ResourceDescription' } },
    ],
    ['workspace symbols', { method: 'workspace/symbol', more: { query: 'Operation' } }],
  ];
  for (const [name, request] of popularRequests) {
    await measure(name, () => course.ask(popular, request));
  }
}

function withError(text: string, count: number): string {
  return `${text}\nmessage Bench { ${broken}${count} a = 1; }\n`;
}

/** Line breaks, which is the number of the last line. */
function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
