import { describe, expect, it } from 'vitest';
import { editsBetween, semanticTokenRequests } from '../../server/src/lsp/semanticTokenRequests.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';

describe('semantic tokens since an earlier answer', () => {
  it.each([
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [1, 2, 3],
      [1, 9, 3],
    ],
    [
      [1, 1],
      [1, 1, 1],
    ],
    [[1, 1, 1], [1]],
    [[], [1]],
    [[1], []],
  ])('from %j to %j', (before, after) => {
    const data = [...before];
    for (const { start, deleteCount, data: fresh } of editsBetween(before, after)) {
      data.splice(start, deleteCount, ...(fresh ?? []));
    }
    expect(data).toEqual(after);
  });

  it('are all of them when the earlier answer is not known', async () => {
    const workspace = await openWorkspace(new MemoryFileSystem([['a.proto', 'message A {}\n']]));
    const { full, delta } = semanticTokenRequests();
    const params = { uri: uriOf('a.proto'), previousResultId: 'unknown' };
    expect(delta(workspace.snapshot(), params)).toHaveProperty('data');
    const { resultId } = full(workspace.snapshot(), params);
    const next = delta(workspace.snapshot(), { ...params, previousResultId: resultId });
    expect(next).toHaveProperty('edits', []);
  });
});
