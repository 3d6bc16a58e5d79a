import type { Position, TextEdit } from 'vscode-languageserver-types';
import type { LanguageClient } from '../../test/lsp/languageClient.ts';
import { pause, processUse } from '../topology/measures.ts';
import {
  type BenchFile,
  common,
  dependent,
  huge,
  large,
  leaf,
  long,
  popular,
} from './workspace.ts';

/** A message that no compiler takes, in the text of a finding. */
const broken = 'BenchMissingType';

/** So many letters are typed one after the other, this far apart. */
const burstLength = 10;
const letterMs = 80;
/** By so much a request comes later than those beside which it is asked. */
const headStartMs = 3;
/** How often a round asks what changes nothing. */
const often = 10;

export interface CourseOptions {
  /** How often each thing is done. */
  readonly rounds: number;
  /** No more rounds of a measure are begun after so many seconds. */
  readonly seconds: number;
  /** How long an answer is waited for, and how long the first one after the start. */
  readonly answerSeconds: number;
  readonly firstSeconds: number;
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
  /** Why there are no more rounds. */
  readonly failure?: Failure | undefined;
}

/** A server gave no answer for so long, or one with nothing in it. */
export type Failure =
  { readonly kind: 'noAnswer'; readonly seconds: number } | { readonly kind: 'nothingFound' };

/** The same in words. */
export function failureText(failure: Failure): string {
  return failure.kind === 'noAnswer' ? `no answer in ${failure.seconds} s` : 'nothing found';
}

/** A round came to no end that can be measured. */
class FailedRound extends Error {
  override readonly name = 'FailedRound';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** Runs the whole course with one server, and tells of each measure when it ends. */
export class Course {
  readonly #client: LanguageClient;
  readonly #options: CourseOptions;
  readonly #tell: (measured: Measured) => void;
  #signal: AbortSignal | undefined;
  readonly #opened = new Set<string>();
  /** The file that was edited last. */
  #edited: BenchFile | undefined;
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
    this.#tellOf({ name: `first findings, ${how}`, times: [untilOpened + time] }, 0);
    if (await this.#isIndexed()) {
      const times = [performance.now() - startedAt];
      this.#tellOf({ name: `whole workspace indexed, ${how}`, times }, 0);
    }
  }

  #tellOf(measured: Omit<Measured, 'cpuMs'>, cpuBefore: number): void {
    const cpuMs = (this.#cpuMs() - cpuBefore) / Math.max(measured.times.length, 1);
    this.#tell({ ...measured, cpuMs });
  }

  #cpuMs(): number {
    return processUse(this.#client.pid).cpuMs;
  }

  /** Whether a measure is wanted. */
  wants(measure: string): boolean {
    return measure.includes(this.#options.only);
  }

  /**
   * Repeats one measure, whose rounds give their milliseconds, until it has all or its time is up. The
   * files are opened first that are not.
   */
  async measure(
    name: string,
    round: (index: number) => Promise<readonly number[]>,
    files: readonly BenchFile[],
    { answerSeconds = this.#options.answerSeconds, rounds = this.#options.rounds } = {},
  ): Promise<void> {
    if (!this.wants(name)) {
      return;
    }
    const times: number[] = [];
    const before = this.#cpuMs();
    const failure =
      (await this.#failureOf(() => this.#openMissing(files))) ??
      (await this.#failureOf(async () => {
        const isOver = timer(this.#options.seconds);
        for (let index = 0; index < rounds && !isOver(); index++) {
          times.push(...(await this.#within(answerSeconds, () => round(index))));
        }
      }));
    this.#tellOf({ name, times, failure }, before);
  }

  async #openMissing(files: readonly BenchFile[]): Promise<void> {
    for (const file of files.filter(({ uri }) => !this.#opened.has(uri))) {
      await this.open(file);
    }
  }

  /** Other errors than the server's slowness end the course. */
  async #failureOf(work: () => Promise<void>): Promise<Failure | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (!(error instanceof FailedRound)) {
        throw error;
      }
      await this.#restore();
      return error.failure;
    }
  }

  /** Fails a round that takes too long. */
  async #within<T>(seconds: number, round: () => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(seconds * 1_000);
    this.#signal = signal;
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new FailedRound({ kind: 'noAnswer', seconds }));
      });
    });
    return Promise.race([round(), late]);
  }

  /** Undoes what a failed round has left, and waits a while until the server has taken notice. */
  async #restore(): Promise<void> {
    const edited = this.#edited;
    if (edited !== undefined) {
      await this.#client.replace(edited.uri, edited.text);
      const symbols = { method: 'textDocument/documentSymbol' };
      const { firstSeconds } = this.#options;
      await this.#within(firstSeconds, () => this.ask(edited, symbols)).catch(() => undefined);
    }
  }

  /** From now until the findings of a file that has one error are exactly that. */
  open(file: BenchFile): Promise<readonly number[]> {
    const mark = clock();
    this.#opened.add(file.uri);
    this.#edited = file;
    return this.#within(this.#options.firstSeconds, async () => {
      await this.#client.open(file.uri, withError(file.text, 0));
      await this.#findings(file, (all) => all.some((text) => text.includes(`${broken}0`)));
      const time = mark();
      await this.#client.replace(file.uri, file.text);
      await this.#findings(file, (all) => !all.some((text) => text.includes(broken)));
      return [time];
    });
  }

  /** Waits until a symbol is found that only a file far down defines, or time is up. */
  async #isIndexed(): Promise<boolean> {
    const isOver = timer(this.#options.firstSeconds);
    while (!isOver()) {
      const asked = this.#client.connection.sendRequest('workspace/symbol', {
        query: 'ZoneOperations',
      });
      const found: unknown = await this.#within(this.#options.firstSeconds, () => asked);
      if (Array.isArray(found) && found.length > 0) {
        return true;
      }
      await pause(20);
    }
    return false;
  }

  /** Two keystrokes that break and mend a field's type, each until the findings say so. */
  async keystroke(file: BenchFile): Promise<readonly number[]> {
    const at = { line: lineCount(file.text), character: 0 };
    const name = `${broken}${++this.#count}`;
    return this.#insert(file, { at, text: `message Bench { ${name} a = 1; }`, name });
  }

  /** Two keystrokes that add and take away an import of what is not there. */
  async importKeystroke(file: BenchFile): Promise<readonly number[]> {
    const name = `${broken}${++this.#count}`;
    const at = { ...positionOf(file, 'import '), character: 0 };
    return this.#insert(file, { at, text: `import "${name}.proto"; `, name });
  }

  /** Inserts a text with one error that names `name`, and takes it away. */
  async #insert(
    file: BenchFile,
    { at, text, name }: { readonly at: Position; readonly text: string; readonly name: string },
  ): Promise<readonly number[]> {
    const mark = clock();
    await this.#edit(file, { range: { start: at, end: at }, newText: text });
    await this.#findings(file, (all) => all.some((message) => message.includes(name)));
    const brokenIn = mark();
    const end = { ...at, character: text.length };
    const markMended = clock();
    await this.#edit(file, { range: { start: at, end }, newText: '' });
    await this.#findings(file, (all) => !all.some((each) => each.includes(broken)));
    return [brokenIn, markMended()];
  }

  /** A word typed letter by letter, from the last one until the findings name it. */
  async burst(file: BenchFile): Promise<readonly number[]> {
    const name = `${broken}${++this.#count}`;
    const text = `message Bench { ${name} a = 1; }`;
    const at = { line: lineCount(file.text), character: 0 };
    const letters = [...name].slice(-burstLength);
    const first = text.indexOf(letters.join(''));
    const head = `${text.slice(0, first)}${text.slice(first + burstLength)}`;
    await this.#edit(file, { range: { start: at, end: at }, newText: head });
    for (const [index, newText] of letters.entries()) {
      await pause(letterMs);
      const place = { ...at, character: first + index };
      await this.#edit(file, { range: { start: place, end: place }, newText });
    }
    const mark = clock();
    await this.#findings(file, (all) => all.some((message) => message.includes(name)));
    const time = mark();
    const range = { start: at, end: { ...at, character: text.length } };
    await this.#edit(file, { range, newText: '' });
    await this.#findings(file, (all) => !all.some((message) => message.includes(broken)));
    return [time];
  }

  /** A keystroke that takes away a name that another open file uses, until that one's findings say so. */
  async dependents(file: BenchFile, edit: NameEdit): Promise<readonly number[]> {
    const { name, dependent } = edit;
    const start = positionOf(file, ` ${name} =`);
    const end = { ...start, character: start.character + name.length };
    const mark = clock();
    await this.#edit(file, { range: { start, end }, newText: `${name}X` });
    await this.#findings(dependent, (all) => all.some((message) => message.includes(name)));
    const brokenIn = mark();
    const wide = { start, end: { ...end, character: end.character + 1 } };
    const markMended = clock();
    await this.#edit(file, { range: wide, newText: name });
    await this.#findings(dependent, (all) => !all.some((message) => message.includes(name)));
    return [brokenIn, markMended()];
  }

  /** A request that follows a keystroke at once. */
  async afterKeystroke(file: BenchFile, request: Asked, round: number): Promise<readonly number[]> {
    const at = { line: lineCount(file.text), character: 0 };
    const isEven = round % 2 === 0;
    const end = isEven ? at : { ...at, character: 2 };
    await this.#edit(file, { range: { start: at, end }, newText: isEven ? '//' : '' });
    return this.ask(file, request);
  }

  /**
   * Keystrokes in a file, which is opened before, from a start without an index until the first one
   * after everything is indexed.
   */
  async keystrokesWhileIndexing(file: BenchFile): Promise<readonly number[]> {
    const times: number[] = [];
    await this.open(file);
    let isLast = false;
    const isIndexed = this.#isIndexed();
    void isIndexed.then(() => {
      isLast = true;
    });
    for (let isOver = false; !isOver;) {
      isOver = isLast;
      times.push(...(await this.keystroke(file)));
      await pause(letterMs / 4);
    }
    return times;
  }

  /** A request that follows others of the same file, which take longer, before these are answered. */
  async askBeside(
    file: BenchFile,
    request: Asked,
    longer: readonly Asked[],
  ): Promise<readonly number[]> {
    const others = longer.map((each) => this.ask(file, each));
    await pause(headStartMs);
    const [times] = await Promise.all([this.ask(file, request), ...others]);
    return times;
  }

  /** A request while nothing changes. */
  async ask(file: BenchFile, { method, position, more }: Asked): Promise<readonly number[]> {
    const mark = clock();
    const answer: unknown = await this.#client.ask(method, file.uri, position, more);
    const time = mark();
    // A file that is formatted already needs no edit.
    const mayBeEmpty = method === 'textDocument/formatting';
    if (answer === null || (Array.isArray(answer) && answer.length === 0 && !mayBeEmpty)) {
      throw new FailedRound({ kind: 'nothingFound' });
    }
    return [time];
  }

  /** Where an answer takes less than a millisecond, one pause of the machine is one of too few. */
  async askOften(file: BenchFile, request: Asked): Promise<readonly number[]> {
    const times: number[] = [];
    for (let count = 0; count < often; count++) {
      times.push(...(await this.ask(file, request)));
    }
    return times;
  }

  #edit(file: BenchFile, edit: TextEdit): Promise<void> {
    this.#edited = file;
    return this.#client.edit(file.uri, edit);
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

/** Gives what says whether so many seconds are over. */
function timer(seconds: number): () => boolean {
  const read = clock();
  return () => read() > seconds * 1_000;
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

/**
 * Of our own server every file is open from the start; a slower one would come to no end. Before that
 * it is asked what others answer in no words that could be waited for.
 */
export async function openAll(course: Course): Promise<void> {
  await course.measure('keystroke in an import', () => course.importKeystroke(leaf), [leaf]);
  for (const file of [large, dependent, popular, long, huge]) {
    await course.open(file);
  }
}

/** The course in its order, the largest files last. */
export async function run(course: Course): Promise<void> {
  await course.measure('keystroke in a leaf', () => course.keystroke(leaf), [leaf]);
  await leafRequests(course);
  // Where each letter is waited for, that is as many keystrokes.
  await course.measure('a typed word', () => course.burst(leaf), [leaf], { answerSeconds: 120 });
  const keystroke = (): Promise<readonly number[]> => course.keystroke(popular);
  await course.measure('keystroke in a popular file', keystroke, [popular]);
  const edit = { name: 'resource_reference', dependent };
  const both = [popular, dependent];
  await course.measure('its dependents', () => course.dependents(popular, edit), both);
  await commonRequests(course);
  await course.measure('keystroke in a large file', () => course.keystroke(large), [large]);
  await course.measure('keystroke in 36,000 lines', () => course.keystroke(long), [long]);
  await course.measure('keystroke in 96,000 lines', () => course.keystroke(huge), [huge]);
}

async function leafRequests(course: Course): Promise<void> {
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
    await course.measure(`${name} after a keystroke`, round, [leaf]);
  }
  for (const [name, request] of asked) {
    await course.measure(name, () => course.askOften(leaf, request), [leaf]);
  }
}

async function commonRequests(course: Course): Promise<void> {
  const files = common.map(({ file }) => file);
  const context = { includeDeclaration: true };
  const asked: readonly (readonly [string, string, object])[] = [
    ['references', 'textDocument/references', { context }],
    ['rename', 'textDocument/rename', { newName: 'NameOfBench' }],
  ];
  const searches: Asked[] = [];
  for (const [name, method, more] of asked) {
    const requests = common.map(({ name, file }) => {
      return { file, asked: { method, position: positionOf(file, `message ${name} `, 9), more } };
    });
    const round = (index: number): Promise<readonly number[]> => {
      const { file, asked } = requests[index % requests.length] ?? {
        file: leaf,
        asked: { method },
      };
      return course.ask(file, asked);
    };
    const rounds = requests.length;
    await course.measure(`${name} that hundreds use, at first`, round, files, { rounds });
    await course.measure(`${name} that hundreds use`, round, files);
    searches.push(...requests.slice(0, 1).map((each) => each.asked));
  }
  const symbols = { method: 'workspace/symbol', more: { query: 'Operation' } };
  await course.measure('workspace symbols', () => course.ask(leaf, symbols), [leaf]);
  const [{ file, name } = { file: leaf, name: '' }] = common;
  const hover = { method: 'textDocument/hover', position: positionOf(file, `message ${name} `, 9) };
  const beside = (): Promise<readonly number[]> =>
    course.askBeside(file, hover, [...searches, symbols]);
  await course.measure('hover beside these three', beside, [file]);
}

function withError(text: string, count: number): string {
  return `${text}\nmessage Bench { ${broken}${count} a = 1; }\n`;
}

/** Line breaks, which is the number of the last line. */
function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
