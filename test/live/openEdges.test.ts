import { describe, expect, it, onTestFinished } from 'vitest';
import { OpenEdges } from '../../server/src/live/openEdges.ts';
import { buildGraph, type HeldConnections } from '../../server/src/topology/index.ts';
import { live, placed } from '../topology/sketch.ts';

const held: HeldConnections = new Map([['c/w', [{ target: 'b:80', remote: '10.0.0.1:80' }]]]);

function graph(address: string) {
  const web = placed('w', { service: 'web' });
  return buildGraph([live({ instances: [web, placed('b', { address })] })]);
}

describe('edges of open connections', () => {
  it('are found at once when others are held, and later when only the graph changes', async () => {
    let due = (): void => undefined;
    const isDue = new Promise<void>((done) => {
      due = done;
    });
    const edges = new OpenEdges({ restMs: 30, onDue: () => due() });
    onTestFinished(() => {
      edges.dispose();
    });
    const ends = (address: string, of: HeldConnections = held) =>
      edges.of(graph(address), of).map(({ from, to }) => `${from} ${to}`);
    expect(ends('10.0.0.2:80', new Map())).toEqual([]);
    expect(ends('10.0.0.1:80')).toEqual(['web orders']);
    expect(ends('10.0.0.9:81')).toEqual(['web orders']);
    await isDue;
    expect(ends('10.0.0.9:81')).toEqual([]);
    expect(ends('10.0.0.1:80', new Map(held))).toEqual(['web orders']);
    expect(ends('10.0.0.1:80', new Map())).toEqual([]);
  });
});
