import { list, property, text } from './json.ts';

const timeoutMs = 2_000;

/** Who may call whom in Consul's service mesh. */
export interface Intention {
  readonly source: string;
  readonly destination: string;
  readonly action: 'allow' | 'deny';
}

/** The few calls that a service makes to the agent on its machine. */
export class ConsulAgent {
  readonly #url: string;

  /** `endpoint` is `host:port` of the HTTP API. */
  constructor(endpoint: string) {
    this.#url = `http://${endpoint}/v1`;
  }

  /** `service` as in `PUT /v1/agent/service/register`. */
  async register(service: object): Promise<void> {
    await this.#send('PUT', 'agent/service/register', service);
  }

  async isRegistered(id: string): Promise<boolean> {
    const { status } = await this.#fetch('GET', `agent/service/${encodeURIComponent(id)}`);
    return status === 200;
  }

  async deregister(id: string): Promise<void> {
    await this.#send('PUT', `agent/service/deregister/${encodeURIComponent(id)}`);
  }

  /** `host:port` of every instance whose checks all pass. */
  async passing(service: string): Promise<readonly string[]> {
    const path = `health/service/${encodeURIComponent(service)}?passing=true`;
    return list(await this.#send('GET', path)).map((entry) => {
      const found = property(entry, 'Service');
      return `${text(property(found, 'Address'))}:${text(property(found, 'Port'))}`;
    });
  }

  /** Sets whether one service may call another. */
  async decide({ source, destination, action }: Intention): Promise<void> {
    const query = `source=${encodeURIComponent(source)}&destination=${encodeURIComponent(destination)}`;
    const { status } = await this.#fetch('PUT', `connect/intentions/exact?${query}`, {
      SourceType: 'consul',
      Action: action,
    });
    if (status !== 200) {
      await this.#decideBefore19({ source, destination, action });
    }
  }

  /** Consul before 1.9 takes `exact` for an id; its POST fails for an intention that is there. */
  async #decideBefore19({ source, destination, action }: Intention): Promise<void> {
    await this.#fetch('POST', 'connect/intentions', {
      SourceName: source,
      DestinationName: destination,
      SourceType: 'consul',
      Action: action,
    });
  }

  async #send(method: string, path: string, body?: object): Promise<unknown> {
    const { status, answer } = await this.#fetch(method, path, body);
    if (status !== 200) {
      throw new Error(`consul ${method} ${path} answered ${status}: ${answer.slice(0, 200)}`);
    }
    return answer === '' ? undefined : JSON.parse(answer);
  }

  async #fetch(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly answer: string }> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, answer: await response.text() };
  }
}
