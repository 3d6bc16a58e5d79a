import { isObject, list, number, property, text } from '../json.ts';

/** Where a check stands: of one service, or of a node and so of all that is on it. */
export interface CheckPlace {
  /** Tells the check apart from all others of the registry. */
  readonly key: string;
  readonly node: string;
  /** Empty for a check of the node itself. */
  readonly service: string;
}

/**
 * Checks that changed after the catalog was read whole, to be laid over it. A check has to be newer
 * by Consul's own count than what it replaces, so that it does not matter which answer came first.
 * Checks are never added or removed: that is for the next reading of the whole to say.
 */
export class CheckNews {
  readonly #newest = new Map<string, unknown>();
  #readUpTo = 0;

  /** Takes in checks. Answers where those stand that are newer than all that was known. */
  take(checks: readonly unknown[]): readonly CheckPlace[] {
    return checks.flatMap((check) => {
      const key = checkKey(check);
      const index = modified(check);
      if (index <= this.#readUpTo || index <= modified(this.#newest.get(key))) {
        return [];
      }
      this.#newest.set(key, check);
      return [checkPlace(check)];
    });
  }

  /** The whole was read at this index: what is not newer is in it. */
  readWhole(index: number): void {
    this.#readUpTo = index;
    for (const [key, check] of this.#newest) {
      if (modified(check) <= index) {
        this.#newest.delete(key);
      }
    }
  }

  /** The registry began anew: its count of before means nothing any more. */
  forget(): void {
    this.#newest.clear();
    this.#readUpTo = 0;
  }

  /** An entry of a service with its checks as they are now; the same object when nothing is newer. */
  layOver(entry: unknown): unknown {
    if (this.#newest.size === 0 || !isObject(entry)) {
      return entry;
    }
    const before = list(entry, 'Checks');
    const now = before.map((check) => this.#newer(check));
    return now.every((check, index) => check === before[index]) ? entry : { ...entry, Checks: now };
  }

  #newer(check: unknown): unknown {
    const known = this.#newest.get(checkKey(check));
    const isSame = text(known, 'ServiceID') === text(check, 'ServiceID');
    return isSame && modified(known) > modified(check) ? known : check;
  }
}

/** What tells a check apart from all others of a registry. */
export function checkKey(check: unknown): string {
  const fields = ['PeerName', 'Partition', 'Node', 'CheckID'];
  return fields.map((field) => text(check, field) ?? '').join('\0');
}

/** Where a check stands. */
export function checkPlace(check: unknown): CheckPlace {
  return {
    key: checkKey(check),
    node: text(check, 'Node') ?? '',
    service: text(check, 'ServiceName') ?? '',
  };
}

/** Whether an entry of a service is on that node. */
export function isOnNode(entry: unknown, nodes: ReadonlySet<string>): boolean {
  return nodes.has(text(property(entry, 'Node'), 'Node') ?? '');
}

function modified(check: unknown): number {
  return number(check, 'ModifyIndex') ?? 0;
}
