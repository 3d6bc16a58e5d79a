import type { HistoryAnswer, HistoryQuery } from '../../../protocol/history.ts';
import type { ToWebview } from '../../../protocol/webview.ts';
import { messageOf } from '../commands/userError.ts';
import type { TopologySender } from './topologyService.ts';

/** A page's question about the past; `id` is its own. */
export interface HistoryQuestion {
  readonly id: number;
  readonly query: HistoryQuery;
}

/** Asks the server for a page. Never rejects: a failure is an answer too. */
export async function answerHistory(
  topology: Pick<TopologySender, 'send'>,
  { id, query }: HistoryQuestion,
): Promise<ToWebview> {
  try {
    return { type: 'history/answer', id, answer: await ask(topology, query) };
  } catch (error) {
    return { type: 'history/failed', id, message: messageOf(error) };
  }
}

async function ask(
  topology: Pick<TopologySender, 'send'>,
  query: HistoryQuery,
): Promise<HistoryAnswer> {
  switch (query.name) {
    case 'history/changes':
      return { name: query.name, result: await topology.send(query.name, query.params) };
    case 'history/at':
      return { name: query.name, result: await topology.send(query.name, query.params) };
    case 'history/compare':
      return { name: query.name, result: await topology.send(query.name, query.params) };
    case 'history/health':
      return { name: query.name, result: await topology.send(query.name, query.params) };
  }
}
