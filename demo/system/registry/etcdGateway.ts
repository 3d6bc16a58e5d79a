import { list, property, text } from './json.ts';

export interface EtcdEntry {
  readonly key: string;
  readonly value: string;
}

/** A gateway that does not answer within this time counts as gone. */
const timeoutMs = 2_000;

/** The few calls that a service makes, over the JSON gateway of etcd 3.4 and later. */
export class EtcdGateway {
  readonly #url: string;

  /** `endpoint` is `host:port`. */
  constructor(endpoint: string) {
    this.#url = `http://${endpoint}/v3`;
  }

  /** Answers the id of the lease, in decimal. */
  async grant(ttlSeconds: number): Promise<string> {
    return text(property(await this.#post('lease/grant', { TTL: ttlSeconds }), 'ID'));
  }

  /** Answers the seconds that the lease has left, zero when it is gone. */
  async keepAlive(lease: string): Promise<number> {
    const answer = await this.#post('lease/keepalive', { ID: lease });
    return Number(text(property(property(answer, 'result'), 'TTL')));
  }

  /** Ends a lease, and every key under it. */
  async revoke(lease: string): Promise<void> {
    await this.#post('lease/revoke', { ID: lease });
  }

  async put({ key, value }: EtcdEntry, lease: string): Promise<void> {
    await this.#post('kv/put', { key: encode(key), value: encode(value), lease });
  }

  /** Every key that begins with `prefix`. */
  async list(prefix: string): Promise<readonly EtcdEntry[]> {
    const answer = await this.#post('kv/range', {
      key: encode(prefix),
      range_end: encode(endOf(prefix)),
    });
    return list(property(answer, 'kvs')).map((entry) => ({
      key: decode(property(entry, 'key')),
      value: decode(property(entry, 'value')),
    }));
  }

  async #post(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = await response.text();
    if (!response.ok) {
      throw new Error(`etcd ${path} answered ${response.status}: ${answer.slice(0, 200)}`);
    }
    return JSON.parse(answer);
  }
}

/** The first key behind all that begin with `prefix`, which ends with a slash or another ASCII. */
function endOf(prefix: string): string {
  const last = prefix.codePointAt(prefix.length - 1) ?? 0;
  return prefix.slice(0, -1) + String.fromCodePoint(last + 1);
}

function encode(value: string): string {
  return Buffer.from(value).toString('base64');
}

function decode(value: unknown): string {
  return Buffer.from(text(value), 'base64').toString();
}
