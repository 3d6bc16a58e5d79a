import { describe, expect, it } from 'vitest';
import { answerHistory } from '../../client/src/topology/historyAnswers.ts';
import { readFromWebview } from '../../client/src/webviews/readFromWebview.ts';
import type { Comparison } from '../../protocol/history.ts';
import type { TopologyRequests } from '../../protocol/topology.ts';

const ask = (query: unknown, id: unknown = 1): unknown =>
  readFromWebview({ type: 'history/ask', id, query });

describe('a question about the past', () => {
  it.each([
    { name: 'history/changes', params: { after: 3, limit: 5 } },
    { name: 'history/changes', params: { limit: 5 } },
    { name: 'history/at', params: { time: 5, have: 2 } },
    { name: 'history/at', params: { time: 5 } },
    { name: 'history/compare', params: { step: 5 } },
    { name: 'history/health', params: { serviceId: 'orders' } },
  ])('is understood: %j', (query) => {
    expect(ask(query)).toEqual({ type: 'history/ask', id: 1, query });
  });

  it.each([
    undefined,
    { name: 'history/at' },
    { name: 'history/at', params: { time: '5' } },
    { name: 'history/at', params: { time: NaN } },
    { name: 'history/changes', params: { after: 1 } },
    { name: 'history/health', params: { serviceId: 5 } },
    { name: 'connections/set', params: { connections: [] } },
  ])('is refused: %j', (query) => {
    expect(ask(query)).toBeUndefined();
    expect(ask({ name: 'history/compare', params: { step: 1 } }, '1')).toBeUndefined();
  });

  it('is answered with its own number, also when it fails', async () => {
    const comparison: Comparison = { step: 5, services: [], edges: [] };
    const query = { name: 'history/compare', params: { step: 5 } } as const;
    const answering = {
      send: <Name extends keyof TopologyRequests>(
        name: Name,
      ): Promise<TopologyRequests[Name]['result']> =>
        name === 'history/compare'
          ? Promise.resolve(comparison as TopologyRequests[Name]['result'])
          : Promise.reject(new Error('another question was asked')),
    };
    expect(await answerHistory(answering, { id: 7, query })).toEqual({
      type: 'history/answer',
      id: 7,
      answer: { name: 'history/compare', result: comparison },
    });
    const failing = { send: () => Promise.reject(new Error('no server')) };
    expect(await answerHistory(failing, { id: 8, query })).toEqual({
      type: 'history/failed',
      id: 8,
      message: 'no server',
    });
  });
});
