import type {
  SemanticTokens,
  SemanticTokensDelta,
  SemanticTokensEdit,
} from 'vscode-languageserver';
import { semanticTokens } from '../features/index.ts';
import type { Snapshot } from '../workspace/index.ts';

interface Answer {
  readonly resultId: string;
  readonly data: number[];
}

/** Documents whose last answer is kept. */
const maximumDocuments = 64;

/** Answers all tokens of a document, and later what has changed in them since. */
export function semanticTokenRequests() {
  const answers = new Map<string, Answer>();
  let count = 0;

  function full(snapshot: Snapshot, { uri }: { readonly uri: string }): Answer {
    const answer = { resultId: String(++count), data: semanticTokens(snapshot, { uri }).data };
    answers.delete(uri);
    answers.set(uri, answer);
    const [oldest] = answers.keys();
    if (answers.size > maximumDocuments && oldest !== undefined) {
      answers.delete(oldest);
    }
    return answer;
  }

  function delta(
    snapshot: Snapshot,
    params: { readonly uri: string; readonly previousResultId: string },
  ): SemanticTokens | SemanticTokensDelta {
    const before = answers.get(params.uri);
    const after = full(snapshot, params);
    return before?.resultId === params.previousResultId
      ? { resultId: after.resultId, edits: editsBetween(before.data, after.data) }
      : after;
  }

  return { full, delta };
}

/** One edit, of all between the first number that differs and the last. */
export function editsBetween(
  before: readonly number[],
  after: readonly number[],
): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail++;
  }
  const deleteCount = before.length - head - tail;
  const data = after.slice(head, after.length - tail);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start: head, deleteCount, data }];
}
