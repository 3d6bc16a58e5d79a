import { gaveUpError, type RestartPolicy } from '../restartPolicy.ts';

export interface CrashRecoveryOptions {
  readonly policy: RestartPolicy;
  /** Called when the server died and is to be started again after a while. */
  readonly onWaiting: (delayMs: number) => void;
  /** Called once when it keeps dying. */
  readonly onGaveUp: (error: Error) => void;
}

/** What becomes of a language server that died, from its end until it runs again or is left alone. */
export class CrashRecovery {
  readonly #options: CrashRecoveryOptions;
  #crashes = 0;
  #settled: Promise<void> = Promise.resolve();
  #settle: (() => void) | undefined;
  #hurry: (() => void) | undefined;

  constructor(options: CrashRecoveryOptions) {
    this.#options = options;
  }

  /** How often the server has died. */
  get crashes(): number {
    return this.#crashes;
  }

  /** Whether it died and does not run again yet. */
  get isOn(): boolean {
    return this.#settle !== undefined;
  }

  /** Resolves when the server runs again or nobody tries any longer; at once when none died. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** To be called at the server's end. Answers, when it is time, whether to start it again. */
  async afterCrash(): Promise<boolean> {
    this.#crashes += 1;
    if (this.#settle === undefined) {
      this.#settled = new Promise((resolve) => {
        this.#settle = resolve;
      });
    }
    const { policy, onWaiting, onGaveUp } = this.#options;
    const decision = policy.afterCrash(performance.now());
    if (decision.kind === 'giveUp') {
      policy.reset();
      this.end();
      onGaveUp(gaveUpError('Protobuf language server', decision));
      return false;
    }
    onWaiting(decision.delayMs);
    await this.#wait(decision.delayMs);
    return true;
  }

  /** A person wants it now: what happened before no longer counts, and nothing is waited for. */
  hurry(): void {
    this.#options.policy.reset();
    this.#hurry?.();
  }

  /** To be called when the server runs, or will not. */
  end(): void {
    this.#settle?.();
    this.#settle = undefined;
  }

  async #wait(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = undefined;
  }
}
