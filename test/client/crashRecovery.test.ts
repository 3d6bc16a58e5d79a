import { describe, expect, it } from 'vitest';
import { CrashRecovery } from '../../client/src/language/crashRecovery.ts';
import { RestartPolicy } from '../../client/src/restartPolicy.ts';

function start(firstDelayMs = 1) {
  const gaveUp: Error[] = [];
  const delays: number[] = [];
  const recovery = new CrashRecovery({
    policy: new RestartPolicy({ firstDelayMs }),
    onWaiting: (delay) => delays.push(delay),
    onGaveUp: (error) => gaveUp.push(error),
  });
  return { recovery, gaveUp, delays };
}

describe('the recovery of the language server', () => {
  it('has who asks wait until the server runs again', async () => {
    const { recovery } = start();
    const isRestarted = recovery.afterCrash();
    let isSettled = false;
    const settled = recovery.settled.then(() => {
      isSettled = true;
    });
    expect(await isRestarted).toBe(true);
    expect([recovery.isOn, isSettled]).toEqual([true, false]);
    recovery.end();
    await settled;
    expect(recovery.isOn).toBe(false);
  });

  it('is one and the same for a server that dies again on its way', async () => {
    const { recovery, delays } = start();
    await recovery.afterCrash();
    const { settled } = recovery;
    await recovery.afterCrash();
    expect(recovery.settled).toBe(settled);
    expect(delays).toEqual([1, 3]);
    expect(recovery.crashes).toBe(2);
  });

  it('gives up on a server that keeps dying, and leaves nobody waiting', async () => {
    const { recovery, gaveUp } = start();
    for (let crash = 1; crash <= 5; crash++) {
      expect(await recovery.afterCrash()).toBe(true);
    }
    expect(await recovery.afterCrash()).toBe(false);
    await recovery.settled;
    expect(gaveUp.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The Protobuf language server ended 6 times within \d+ s\. It is not/),
    ]);
  });

  it('waits no longer when a person wants it now, and forgets what was', async () => {
    const { recovery, delays } = start(1_000_000);
    const isRestarted = recovery.afterCrash();
    recovery.hurry();
    expect(await isRestarted).toBe(true);
    recovery.end();
    void recovery.afterCrash();
    expect(delays).toEqual([5_000, 5_000]);
    recovery.hurry();
  });
});
