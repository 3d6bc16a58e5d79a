import { describe, expect, it } from 'vitest';
import { noticeOf, untrustedError, UserError } from '../../client/src/commands/userError.ts';
import { languageSettingsOf, withImportRoot } from '../../client/src/language/languageSettings.ts';
import { resolvePath } from '../../client/src/paths.ts';
import { RestartPolicy } from '../../client/src/restartPolicy.ts';
import { summarize } from '../../client/src/topology/connectionSummary.ts';
import type { ConnectionState } from '../../protocol/connections.ts';

describe('the restart policy', () => {
  it('waits longer each time, and gives up on a server that keeps dying', () => {
    const policy = new RestartPolicy();
    const decisions = [0, 1, 2, 3, 4, 5].map((time) => policy.afterCrash(time));
    const delays = decisions.map((d) => (d.kind === 'restart' ? d.delayMs : undefined));
    expect(delays).toEqual([100, 300, 900, 2_700, 5_000, undefined]);
  });

  it('forgets crashes of long ago, and all of them when a person starts it', () => {
    const policy = new RestartPolicy();
    [0, 1, 2, 3, 4].forEach((time) => policy.afterCrash(time));
    expect(policy.afterCrash(300_000)).toEqual({ kind: 'restart', delayMs: 100 });
    policy.reset();
    expect(policy.afterCrash(300_001)).toEqual({ kind: 'restart', delayMs: 100 });
  });
});

describe('what an error says', () => {
  it('is nothing when somebody cancelled', () => {
    const cancelled = Object.assign(new Error('x'), { code: -32800 });
    const aborted = new DOMException('x', 'AbortError');
    expect([cancelled, aborted].map(noticeOf)).toEqual([undefined, undefined]);
  });

  it('is what it says, with its own buttons or the log', () => {
    expect(noticeOf(new UserError('a'))).toEqual({ message: 'a', actions: [], unforeseen: false });
    const answered = Object.assign(new Error('no such file'), { code: -32803 });
    expect(noticeOf(answered)).toMatchObject({ message: 'no such file', unforeseen: false });
    expect(noticeOf(new TypeError('x'))).toMatchObject({ unforeseen: true });
    expect(noticeOf('odd')?.message).toBe('odd');
    expect(noticeOf(untrustedError('It'))?.actions[0]?.command).toBe('workbench.trust.manage');
  });
});

describe('paths in settings', () => {
  const base = { folder: '/w', home: '/h' };

  it.each([
    ['a/../b', '/w/b'],
    ['/x//y', '/x/y'],
    ['${workspaceFolder}/a', '/w/a'],
    ['~/a', '/h/a'],
    ['${userHome}/a', '/h/a'],
    ['~a', '/w/~a'],
  ])('%s is %s', (text, expected) => {
    expect(resolvePath(text, base)).toBe(expected);
  });

  it('need a folder when they are relative', () => {
    expect(resolvePath('a', { home: '/h' })).toBeUndefined();
    expect(resolvePath('${workspaceFolder}/a', { home: '/h' })).toBeUndefined();
    expect(resolvePath('~/a', { home: '/h' })).toBe('/h/a');
  });

  it('make the import roots of all folders, each once', () => {
    const resolve = (text: string) => resolvePath(text, base);
    const settings = languageSettingsOf([
      { value: ['proto', '/abs', 7, ' '], resolve },
      { value: ['proto', '/abs'], resolve: (text) => resolvePath(text, { ...base, folder: '/v' }) },
      { value: 'proto', resolve },
    ]);
    expect(settings).toEqual({ importRoots: ['/w/proto', '/abs', '/v/proto'] });
  });
});

describe('an import root that is added', () => {
  it.each([
    [undefined, ['proto']],
    [['api'], ['proto', 'api']],
    [
      ['api', 'proto', 7],
      ['proto', 'api'],
    ],
    ['api', ['proto']],
  ])('to %j makes %j', (known, expected) => {
    expect(withImportRoot(known, 'proto')).toEqual(expected);
  });
});

describe('the summary of connections', () => {
  const status = (name: string, state: ConnectionState) =>
    ({ id: name, name, kind: 'etcd', endpoint: 'h:1', state }) as const;

  it('counts the live ones and says what is wrong with the others', () => {
    const summary = summarize([
      status('a', { phase: 'live', since: 0 }),
      status('b', { phase: 'failed', since: 0, reason: 'refused' }),
    ]);
    expect(summary.text).toBe('$(warning) 1/2 registries');
    expect(summary.tooltip).toContain('b (h:1): not reached, refused');
    expect(summary.isWarning).toBe(true);
  });

  it('is calm while connecting and when there is nothing', () => {
    expect(summarize([status('a', { phase: 'connecting' })]).isWarning).toBe(false);
    expect(summarize([]).tooltip).toContain('no registry');
  });
});
