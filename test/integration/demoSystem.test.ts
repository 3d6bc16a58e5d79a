import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { create, fromBinary, toBinary, toJson } from '@bufbuild/protobuf';
import type {
  DescMessage,
  DescMethod,
  DescMethodUnary,
  Message,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  BadRequestSchema,
  ErrorInfoSchema,
  PreconditionFailureSchema,
  RetryInfoSchema,
} from '../../demo/system/gen/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../../demo/system/gen/google/rpc/status_pb.ts';
import { CatalogService } from '../../demo/system/gen/shop/catalog/v1/catalog_service_pb.ts';
import { ChaosService } from '../../demo/system/gen/shop/control/v1/chaos_service_pb.ts';
import type { CheckoutRequestSchema } from '../../demo/system/gen/shop/storefront/v1/storefront_service_pb.ts';
import { StorefrontService } from '../../demo/system/gen/shop/storefront/v1/storefront_service_pb.ts';
import { InventoryService } from '../../demo/system/gen/shop/inventory/v1/inventory_service_pb.ts';
import { list, property, text } from '../../demo/system/registry/json.ts';
import { startShop } from '../../demo/system/supervisor.ts';
import type { Shop } from '../../demo/system/supervisor.ts';
import {
  prepareWorkspace,
  settingsText,
  staticRegistryText,
  usualRegistries,
} from '../../demo/system/workspace.ts';
import { consulAvailable, startConsul } from '../support/consul.ts';
import type { Consul } from '../support/consul.ts';
import { etcdAvailable, startEtcd } from '../support/etcd.ts';
import type { Etcd } from '../support/etcd.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..', '..');
const workspace = join(root, 'demo', 'workspace');
const silent = (): void => undefined;
const isReal = (await etcdAvailable()) && (await consulAvailable());

const checkout: MessageInitShape<typeof CheckoutRequestSchema> = {
  userId: 'ada',
  basket: [{ productId: 'espresso-cup', quantity: 2 }],
  paymentMethod: { method: { case: 'giftCode', value: 'WELCOME' } },
};

describe.skipIf(!isReal)('the shop in etcd and Consul', () => {
  let etcd: Etcd;
  let consul: Consul;
  let shop: Shop;
  let startedInMs = 0;

  beforeAll(async () => {
    [etcd, consul] = await Promise.all([startEtcd(), startConsul()]);
    const startedAt = performance.now();
    shop = await startShop({ etcd: etcd.endpoint, consul: consul.endpoint, log: silent });
    startedInMs = performance.now() - startedAt;
  });

  afterAll(async () => {
    await shop.stop();
    await Promise.all([etcd.stop(), consul.stop()]);
  });

  const addressOf = (id: string): string =>
    shop.instances.find((instance) => instance.id === id)?.address ?? `no instance ${id}`;

  it('starts eleven processes in reasonable time', () => {
    expect(new Set(shop.instances.map((instance) => instance.pid)).size).toBe(11);
    expect(startedInMs).toBeLessThan(15_000);
  });

  it('registers in etcd in the layout of each framework, each key under a lease', async () => {
    const entries = await etcdEntries(etcd);
    expect(entries.every((entry) => entry.lease !== '0')).toBe(true);
    const named = entries.map(({ key, value, lease }) => [key.replace(lease, '<lease>'), value]);
    const inventory = ['inventory-1', 'inventory-2', 'inventory-3'].map(addressOf);
    expect(named.map(([key]) => key).sort()).toEqual(
      [
        '/microservices/payments/payments-1',
        '/microservices/users/users-1',
        ...inventory.map((address) => `inventory/${address}`),
        `orders/${addressOf('orders-1')}`,
        'shipping.rpc/<lease>',
      ].sort(),
    );
    const values = new Map(named.map(([key = '', value = '']) => [key, value]));
    expect(values.get('shipping.rpc/<lease>')).toBe(addressOf('shipping.rpc-1'));
    expect(JSON.parse(values.get('/microservices/payments/payments-1') ?? '')).toEqual({
      id: 'payments-1',
      name: 'payments',
      version: 'v1.2.0',
      metadata: { version: 'v1.2.0' },
      endpoints: [`grpc://${addressOf('payments-1')}?isSecure=false`],
    });
    expect(JSON.parse(values.get(`orders/${addressOf('orders-1')}`) ?? '')).toEqual({
      Op: 0,
      Addr: addressOf('orders-1'),
      Metadata: { id: 'orders-1', version: 'v1.2.0' },
    });
  });

  it('registers in Consul with gRPC checks that the agent itself finds passing', async () => {
    for (const service of ['storefront', 'catalog', 'recommendations', 'notifications', 'users']) {
      const [entry, ...others] = await health(consul, service);
      expect(others).toEqual([]);
      expect(entry?.checks.map((check) => check.status)).toEqual(['passing', 'passing']);
      expect(entry?.checks.at(-1)?.output).toContain('gRPC check');
    }
  });

  it('declares upstreams by sidecars and decides by intentions', async () => {
    const sidecar = await consul.request('GET', 'agent/service/storefront-1-sidecar-proxy');
    expect(sidecar).toMatchObject({
      Kind: 'connect-proxy',
      Proxy: {
        DestinationServiceName: 'storefront',
        Upstreams: [
          { DestinationName: 'catalog' },
          { DestinationName: 'orders' },
          { DestinationName: 'recommendations' },
        ],
      },
    });
    const intentions = await consul.request('GET', 'connect/intentions');
    expect(intentions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          SourceName: 'storefront',
          DestinationName: 'catalog',
          Action: 'allow',
        }),
        expect.objectContaining({
          SourceName: 'storefront',
          DestinationName: 'notifications',
          Action: 'deny',
        }),
      ]),
    );
  });

  it('answers a product always in the same way', async () => {
    const { reply } = await call(addressOf('catalog-1'), CatalogService.method.getProduct, {
      id: 'espresso-cup',
    });
    expect(reply).toMatchObject({
      product: {
        id: 'espresso-cup',
        price: { currencyCode: 'EUR', units: '12', nanos: 500000000 },
        category: 'CATEGORY_CUPS',
        attributes: { material: 'porcelain', volume: '80 ml' },
        listedAt: '2025-03-14T08:00:00Z',
        inStock: { shipsInDays: 1 },
      },
    });
  });

  it('checks out through seven services', async () => {
    const { reply } = await buy(checkout);
    expect(reply).toMatchObject({
      order: {
        userId: 'ada',
        status: 'ORDER_STATUS_PLACED',
        total: { units: '29', nanos: 400000000 },
        payment: { state: 'PAYMENT_STATE_AUTHORIZED', methodSummary: 'gift card' },
        reservation: { lines: [{ productId: 'espresso-cup', quantity: 2 }] },
        shipment: { carrier: 'CARRIER_VAN' },
      },
    });
  });

  it('passes the details of an error on to the first caller', async () => {
    const invalid = await buy({ ...checkout, basket: [{ productId: 'espresso-cup' }] });
    expect(invalid.error?.code).toBe(status.INVALID_ARGUMENT);
    const [bad, info] = detailsOf(invalid.error);
    expect(bad && anyUnpack(bad, BadRequestSchema)?.fieldViolations).toMatchObject([
      { field: 'lines[0].quantity', description: 'has to be from 1 to 99' },
    ]);
    expect(info && anyUnpack(info, ErrorInfoSchema)?.reason).toBe('INVALID_FIELDS');

    const short = await buy({
      ...checkout,
      basket: [{ productId: 'latte-glass', quantity: 1 }],
    });
    expect(short.error?.code).toBe(status.FAILED_PRECONDITION);
    const [failure, retry] = detailsOf(short.error);
    expect(failure && anyUnpack(failure, PreconditionFailureSchema)?.violations).toMatchObject([
      { type: 'STOCK', subject: 'product/latte-glass' },
    ]);
    expect(retry && anyUnpack(retry, RetryInfoSchema)?.retryDelay?.seconds).toBe(30n);

    const unknown = await buy({ ...checkout, basket: [{ productId: 'tea-pot', quantity: 1 }] });
    expect(unknown.error?.code).toBe(status.NOT_FOUND);
    expect(detailsOf(unknown.error).map((each) => each.typeUrl)).toEqual([
      'type.googleapis.com/google.rpc.ResourceInfo',
    ]);
  });

  it('streams in both directions', async () => {
    const { searchProducts } = CatalogService.method;
    const found = await stream(addressOf('catalog-1'), searchProducts, [{ query: 'espresso cup' }]);
    // The hit comes first, then what the recommendations add to it.
    expect(found.map(({ product }) => product?.id)).toEqual([
      'espresso-cup',
      'house-blend',
      'burr-grinder',
      'latte-glass',
    ]);
    const { chat } = StorefrontService.method;
    const answers = await stream(addressOf('storefront-1'), chat, [
      { text: 'A grinder, please' },
      { text: 'And tea?' },
    ]);
    expect(answers.map(({ product }) => product?.id)).toEqual(['burr-grinder', undefined]);
    const { countStock } = InventoryService.method;
    const sums = await stream(addressOf('inventory-3'), countStock, [
      { productId: 'burr-grinder', counted: 10 },
      { productId: 'house-blend', counted: 91 },
    ]);
    expect(sums).toMatchObject([{ products: 2, difference: -1 }]);
  });

  it('follows a shelf until the caller cancels, and serves on', async () => {
    const client = new Client(addressOf('inventory-3'), credentials.createInsecure());
    const { watchStock, getStock } = InventoryService.method;
    const levels = client.makeServerStreamRequest(
      `/${InventoryService.typeName}/${watchStock.name}`,
      (message: Message) => Buffer.from(toBinary<DescMessage>(watchStock.input, message)),
      (bytes) => fromBinary(watchStock.output, bytes),
      create(watchStock.input, { productIds: ['espresso-cup'] }),
    );
    await once(levels, 'data');
    const failed = new Promise<unknown>((done) => levels.on('error', done));
    levels.cancel();
    expect(await failed).toMatchObject({ code: status.CANCELLED });
    client.close();
    const { reply } = await call(addressOf('inventory-3'), getStock, { productId: 'espresso-cup' });
    expect(reply).toHaveProperty('level.warehouse', 'oslo');
  });

  it('fails a service in the depth of a call when the metadata name it', async () => {
    const { error } = await buy(checkout, { 'x-demo-fail': 'payments=RESOURCE_EXHAUSTED' });
    expect(error?.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(error?.details).toBe('payments fails as told');
  });

  it('passes the deadline on', async () => {
    const startedAt = performance.now();
    const { error } = await buy(checkout, { 'x-demo-delay-ms': 'shipping.rpc=30000' }, 700);
    expect(error?.code).toBe(status.DEADLINE_EXCEEDED);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('turns critical in Consul when told to be unhealthy, and passing again', async () => {
    const { setBehavior } = ChaosService.method;
    const recommendations = addressOf('recommendations-1');
    await call(recommendations, setBehavior, { behavior: { unhealthy: true } });
    await consulStatus(consul, 'recommendations', 'critical');
    await call(recommendations, setBehavior, {});
    await consulStatus(consul, 'recommendations', 'passing');
  });

  it('loses the lease of a killed instance, and starts another within seconds', async () => {
    const key = `inventory/${addressOf('inventory-2')}`;
    await shop.kill('inventory-2', 'SIGKILL');
    const killedAt = performance.now();
    expect(shop.instances.map((instance) => instance.id)).not.toContain('inventory-2');

    const startedAt = performance.now();
    const { id, address } = await shop.start('inventory');
    expect(id).toBe('inventory-4');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await etcdKeys(etcd)).toContain(`inventory/${address}`);

    await vi.waitFor(async () => expect(await etcdKeys(etcd)).not.toContain(key), {
      timeout: 7_500,
      interval: 100,
    });
    expect(performance.now() - killedAt).toBeLessThan(7_500);
  });

  it('turns the Consul check of a killed instance critical', async () => {
    const { reply } = await call(addressOf('notifications-1'), ChaosService.method.die, {});
    expect(reply).toHaveProperty('pid');
    await consulStatus(consul, 'notifications', 'critical');
    expect(shop.instances.map((instance) => instance.id)).not.toContain('notifications-1');
    await shop.start('notifications');
  });

  it('goes on selling while etcd is away', async () => {
    expect((await buy(checkout)).error).toBeUndefined();
    await etcd.kill();
    expect((await buy(checkout)).error).toBeUndefined();
    await etcd.restart();
  });

  it('registers again when etcd comes back empty', async () => {
    const before = (await etcdEntries(etcd)).map(withoutLease).sort();
    await etcd.restart({ empty: true });
    await vi.waitFor(
      async () => expect((await etcdEntries(etcd)).map(withoutLease).sort()).toEqual(before),
      { timeout: 6_000, interval: 100 },
    );
    expect((await buy(checkout)).error).toBeUndefined();
  });

  it('registers again when Consul comes back empty', async () => {
    await consul.restart();
    await vi.waitFor(async () => expect(await health(consul, 'catalog')).toHaveLength(1), {
      timeout: 6_000,
      interval: 100,
    });
    await consulStatus(consul, 'storefront', 'passing');
  });

  it('leaves the registries when it closes', async () => {
    await shop.stop();
    expect(await etcdKeys(etcd)).toEqual([]);
    expect(await consul.request('GET', 'agent/services')).toEqual({});
  });

  function buy(
    request: typeof checkout,
    metadata: Readonly<Record<string, string>> = {},
    deadlineMs = 10_000,
  ): Promise<Answer> {
    const { checkout: method } = StorefrontService.method;
    return call(addressOf('storefront-1'), method, request, { metadata, deadlineMs });
  }
});

describe('the shop without a registry', () => {
  it('finds its services by the supervisor', async () => {
    const shop = await startShop({ log: silent });
    try {
      const storefront = shop.instances.find((each) => each.service === 'storefront');
      const { reply, error } = await call(
        storefront?.address ?? '',
        StorefrontService.method.checkout,
        checkout,
      );
      expect(error).toBeUndefined();
      expect(reply).toHaveProperty('order.shipment.id', 'shipment-1');
    } finally {
      await shop.stop();
    }
  });

  it('ends with its supervisor, even one that is killed', async () => {
    const main = spawn(process.execPath, [join(root, 'demo', 'system', 'main.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids: number[] = [];
    for await (const line of createInterface({ input: main.stdout })) {
      const pid = /\bpid (\d+)$/.exec(line)?.[1];
      if (pid !== undefined) {
        pids.push(Number(pid));
      }
      if (line.includes('ctrl+c')) {
        break;
      }
    }
    expect(pids).toHaveLength(11);
    main.kill('SIGKILL');
    await once(main, 'exit');
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), {
      timeout: 5_000,
      interval: 50,
    });
  });
});

describe('the demo workspace', () => {
  it('compiles under protoc without a warning', async () => {
    const files = await protoFiles();
    expect(files.length).toBeGreaterThan(12);
    const { stderr } = await run(process.execPath, [
      join(root, 'node_modules', 'protoc', 'protoc.cjs'),
      `--proto_path=${join(workspace, 'proto')}`,
      `--proto_path=${join(workspace, 'third_party', 'proto')}`,
      `--descriptor_set_out=${process.platform === 'win32' ? 'NUL' : '/dev/null'}`,
      ...files,
    ]);
    expect(stderr).toBe('');
  });

  it('lists instances by hand only where no registry has them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'proto-atlas-workspace-'));
    const instances = [{ service: 'catalog', id: 'catalog-1', address: '127.0.0.1:4000' }];
    try {
      await prepareWorkspace({ folder, instances });
      expect(await readFile(join(folder, 'services.yaml'), 'utf8')).toContain('127.0.0.1:4000');
      expect(await readFile(join(folder, 'buf.yaml'), 'utf8')).toContain('third_party/proto');
      await prepareWorkspace({ folder, instances, etcd: '127.0.0.1:4001' });
      expect(await readFile(join(folder, 'services.yaml'), 'utf8')).not.toContain('127.0.0.1:4000');
      expect(await readFile(join(folder, '.vscode', 'settings.json'), 'utf8')).toContain(
        '127.0.0.1:4001',
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is checked in as the launcher would write it for the usual ports', async () => {
    const at = (name: string): Promise<string> => readFile(join(workspace, name), 'utf8');
    expect(await at('.vscode/settings.json')).toBe(settingsText(usualRegistries));
    expect(await at('services.yaml')).toBe(
      staticRegistryText({ ...usualRegistries, instances: [] }),
    );
  });
});

interface Answer {
  readonly reply?: unknown;
  readonly error?: ServiceError;
}

interface CallSettings {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
}

/** One unary call over a channel of its own. */
async function call<I extends DescMessage, O extends DescMessage>(
  address: string,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  { metadata = {}, deadlineMs = 10_000 }: CallSettings = {},
): Promise<Answer> {
  const client = new Client(address, credentials.createInsecure());
  const headers = new Metadata();
  for (const [name, value] of Object.entries(metadata)) {
    headers.set(name, value);
  }
  const answer = await new Promise<Answer>((done) => {
    client.makeUnaryRequest(
      `/${method.parent.typeName}/${method.name}`,
      (message: Message) => Buffer.from(toBinary<DescMessage>(method.input, message)),
      (bytes) => fromBinary(method.output, bytes),
      create(method.input, request),
      headers,
      { deadline: Date.now() + deadlineMs },
      (error, reply) => {
        done(error === null ? { reply: reply && toJson(method.output, reply) } : { error });
      },
    );
  });
  client.close();
  return answer;
}

/** Sends every message, half-closes and collects the answers; for methods of any kind. */
async function stream<I extends DescMessage, O extends DescMessage>(
  address: string,
  method: DescMethod & { readonly input: I; readonly output: O },
  requests: readonly MessageInitShape<I>[],
): Promise<readonly MessageShape<O>[]> {
  const client = new Client(address, credentials.createInsecure());
  const call = client.makeBidiStreamRequest(
    `/${method.parent.typeName}/${method.name}`,
    (message: Message) => Buffer.from(toBinary<DescMessage>(method.input, message)),
    (bytes) => fromBinary<O>(method.output, bytes),
    new Metadata(),
    { deadline: Date.now() + 10_000 },
  );
  for (const request of requests) {
    call.write(create<I>(method.input, request));
  }
  call.end();
  const replies: MessageShape<O>[] = [];
  call.on('data', (reply: MessageShape<O>) => replies.push(reply));
  await once(call, 'end');
  client.close();
  return replies;
}

function detailsOf(error: ServiceError | undefined) {
  const [bytes] = error?.metadata.get('grpc-status-details-bin') ?? [];
  return bytes instanceof Buffer ? fromBinary(StatusSchema, bytes).details : [];
}

interface RawEntry {
  readonly key: string;
  readonly value: string;
  readonly lease: string;
}

async function etcdEntries(etcd: Etcd): Promise<readonly RawEntry[]> {
  const everything = Buffer.from('\0').toString('base64');
  const { kvs = [] } = await etcd.request('kv/range', { key: everything, range_end: everything });
  const decoded = (entry: unknown, name: string): string =>
    Buffer.from(text(property(entry, name)), 'base64').toString();
  return list(kvs).map((entry) => ({
    key: decoded(entry, 'key'),
    value: decoded(entry, 'value'),
    lease: text(property(entry, 'lease')) || '0',
  }));
}

async function etcdKeys(etcd: Etcd): Promise<readonly string[]> {
  return (await etcdEntries(etcd)).map((entry) => entry.key);
}

function withoutLease({ key, lease }: RawEntry): string {
  return key.replace(lease, '<lease>');
}

interface ConsulEntry {
  readonly checks: readonly { readonly status: string; readonly output: string }[];
}

async function health(consul: Consul, service: string): Promise<readonly ConsulEntry[]> {
  const entries = await consul.request('GET', `health/service/${service}`);
  return list(entries).map((entry) => ({
    checks: list(property(entry, 'Checks')).map((check) => ({
      status: text(property(check, 'Status')),
      output: text(property(check, 'Output')),
    })),
  }));
}

/** Waits until some check of the service is, or every check is passing. */
async function consulStatus(
  consul: Consul,
  service: string,
  wanted: 'passing' | 'critical',
): Promise<void> {
  await vi.waitFor(
    async () => {
      const found = (await health(consul, service)).flatMap((entry) => entry.checks);
      const isSo = (check: { readonly status: string }): boolean => check.status === wanted;
      expect(found).not.toEqual([]);
      expect(wanted === 'passing' ? found.every(isSo) : found.some(isSo)).toBe(true);
    },
    { timeout: 8_000, interval: 100 },
  );
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: there is no such process.
    return false;
  }
}

async function protoFiles(): Promise<readonly string[]> {
  const listed = await Promise.all(
    ['proto', 'third_party/proto'].map((folder) =>
      readdir(join(workspace, folder), { recursive: true, encoding: 'utf8' }),
    ),
  );
  return listed.flat().filter((name) => name.endsWith('.proto'));
}
