import type { Consul } from '../../test/support/consul.ts';
import type { Etcd } from '../../test/support/etcd.ts';
import type { LargeInstance } from './largeSystem.ts';

/** What a measure gives for fifty instances of each registry, by registry. */
export async function delays(
  instances: readonly LargeInstance[],
  measure: (instance: LargeInstance) => Promise<number>,
): Promise<ReadonlyMap<LargeInstance['registry'], readonly number[]>> {
  const found = new Map<LargeInstance['registry'], number[]>();
  for (const registry of ['etcd', 'consul'] as const) {
    const own = instances.filter((each) => each.registry === registry);
    const chosen = Array.from({ length: 50 }, (_, round) => own[(round * 97) % own.length]);
    const beyond: number[] = [];
    for (const instance of chosen.filter((each) => each !== undefined)) {
      beyond.push(await measure(instance));
    }
    found.set(registry, beyond);
  }
  return found;
}

/**
 * When the registry itself tells of a change, seen by the plainest client that there can be: a watch
 * by etcd's gateway, a blocking query of Consul for the one service. Call it before the change; it
 * resolves when the notice is there.
 */
export async function registryNotice(
  instance: LargeInstance,
  { etcd, consul }: { readonly etcd: Etcd; readonly consul: Consul },
): Promise<{ readonly noticed: Promise<number> }> {
  return instance.registry === 'etcd'
    ? etcdNotice(`http://${etcd.endpoint}`, instance)
    : consulNotice(`http://${consul.endpoint}`, instance);
}

async function etcdNotice(url: string, { service }: LargeInstance) {
  const stop = new AbortController();
  const key = Buffer.from(`/microservices/${service}/`);
  const end = Buffer.from(`/microservices/${service}0`);
  const response = await fetch(`${url}/v3/watch`, {
    method: 'POST',
    signal: stop.signal,
    body: JSON.stringify({
      create_request: { key: key.toString('base64'), range_end: end.toString('base64') },
    }),
  });
  const reader = response.body?.getReader();
  await reader?.read();
  const noticed = (async () => {
    await reader?.read();
    const at = performance.now();
    stop.abort();
    return at;
  })();
  return { noticed };
}

async function consulNotice(url: string, { service }: LargeInstance) {
  const health = `${url}/v1/health/service/${encodeURIComponent(service)}`;
  const first = await fetch(health);
  await first.arrayBuffer();
  const index = first.headers.get('x-consul-index') ?? '';
  const noticed = fetch(`${health}?index=${index}&wait=60s`).then((response) => {
    const at = performance.now();
    void response.arrayBuffer();
    return at;
  });
  return { noticed };
}
