import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** How the network treats what passes, from now on and in both directions. */
export type Weather =
  | { readonly kind: 'fair' }
  /** Sockets stay open and nothing arrives, as behind a firewall that drops. */
  | { readonly kind: 'swallow' }
  /** Each byte arrives late, and no more than so many a second. */
  | { readonly kind: 'slow'; readonly latency: number; readonly bytesPerSecond: number }
  /** Each connection is reset when the server has sent so many bytes on it. */
  | { readonly kind: 'reset'; readonly afterBytes: number };

/** A TCP relay that behaves as badly as a network can. */
export interface BadNetwork {
  /** `host:port` to connect to. */
  readonly endpoint: string;
  /** Connections that clients have opened so far, and those that are open now. */
  readonly opened: number;
  readonly open: number;
  /** Bytes that clients have sent, and that they have got. */
  readonly sent: number;
  readonly received: number;
  become(weather: Weather): void;
  stop(): Promise<void>;
}

interface Traffic {
  opened: number;
  sent: number;
  received: number;
}

/** Relays to `target`, a `host:port`, until it is stopped. */
export async function startBadNetwork(
  target: string,
  initial: Weather = { kind: 'fair' },
): Promise<BadNetwork> {
  const [host = '', port = ''] = target.split(':');
  const pairs = new Set<Pair>();
  const traffic: Traffic = { opened: 0, sent: 0, received: 0 };
  let weather = initial;
  const server = createServer((inner) => {
    traffic.opened++;
    const outer = connect(Number(port), host);
    const pair = new Pair({ inner, outer, traffic, weather: () => weather });
    pairs.add(pair);
    inner.once('close', () => pairs.delete(pair));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const ownPort = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `127.0.0.1:${ownPort}`,
    get opened() {
      return traffic.opened;
    },
    get open() {
      return pairs.size;
    },
    get sent() {
      return traffic.sent;
    },
    get received() {
      return traffic.received;
    },
    become(next) {
      weather = next;
      pairs.forEach((pair) => {
        pair.flow();
      });
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      pairs.forEach((pair) => {
        pair.destroy();
      });
      await closed;
    },
  };
}

interface PairOptions {
  /** To the client. */
  readonly inner: Socket;
  /** To the server. */
  readonly outer: Socket;
  readonly traffic: Traffic;
  readonly weather: () => Weather;
}

/** Bytes on their way to one side, oldest first, and when each piece may arrive. */
interface Lane {
  readonly to: Socket;
  readonly from: Socket;
  readonly waiting: { readonly bytes: Buffer; readonly cameAt: number }[];
  /** When the wire is free again, by `performance.now()`. */
  freeAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** More than this much under way makes the sender wait, as the buffers of a network do. */
const laneBytes = 64 * 1024;

class Pair {
  readonly #options: PairOptions;
  readonly #lanes: readonly Lane[];
  #toClient = 0;

  constructor(options: PairOptions) {
    const { inner, outer } = options;
    this.#options = options;
    this.#lanes = [lane(inner, outer), lane(outer, inner)];
    for (const each of this.#lanes) {
      each.from.on('data', (bytes: Buffer) => {
        each.waiting.push({ bytes, cameAt: performance.now() });
        this.#pump(each);
      });
      each.from.on('error', () => each.from.destroy());
      each.from.on('close', () => {
        // An end is news too, which a network that swallows does not pass on.
        if (options.weather().kind !== 'swallow' || each.from === inner) {
          this.destroy();
        }
      });
    }
  }

  /** Goes on after a change of the weather. */
  flow(): void {
    this.#lanes.forEach((each) => {
      this.#pump(each);
    });
  }

  destroy(): void {
    for (const { from, timer } of this.#lanes) {
      clearTimeout(timer);
      from.destroy();
    }
  }

  #pump(each: Lane): void {
    const weather = this.#options.weather();
    this.#hold(each);
    if (weather.kind === 'swallow') {
      return;
    }
    for (;;) {
      const [next] = each.waiting;
      if (next === undefined || each.timer !== undefined) {
        break;
      }
      const wait = weather.kind === 'slow' ? delayOf(next, each, weather) : 0;
      if (wait > 0) {
        each.timer = setTimeout(() => {
          each.timer = undefined;
          this.#pump(each);
        }, wait);
        break;
      }
      this.#deliver(each, weather);
    }
    this.#hold(each);
  }

  #deliver(each: Lane, weather: Weather): void {
    const { inner, traffic } = this.#options;
    const [piece, rest] = firstPiece(each.waiting.shift()?.bytes, weather);
    if (rest.length > 0) {
      each.waiting.unshift({ bytes: rest, cameAt: 0 });
    }
    if (weather.kind === 'slow') {
      const pieceTime = (piece.length / weather.bytesPerSecond) * 1_000;
      each.freeAt = Math.max(each.freeAt, performance.now()) + pieceTime;
    }
    if (each.to !== inner) {
      traffic.sent += piece.length;
    } else {
      traffic.received += piece.length;
      this.#toClient += piece.length;
      if (weather.kind === 'reset' && this.#toClient >= weather.afterBytes) {
        inner.resetAndDestroy();
        return;
      }
    }
    each.to.write(piece);
  }

  #hold(each: Lane): void {
    const size = each.waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (size > laneBytes) {
      each.from.pause();
    } else {
      each.from.resume();
    }
  }
}

function lane(from: Socket, to: Socket): Lane {
  return { from, to, waiting: [], freeAt: 0, timer: undefined };
}

/** A slow wire passes pieces that take a twentieth of a second each. */
function firstPiece(bytes: Buffer = Buffer.alloc(0), weather: Weather): readonly [Buffer, Buffer] {
  const size =
    weather.kind === 'slow' ? Math.max(1, Math.round(weather.bytesPerSecond / 20)) : bytes.length;
  return [bytes.subarray(0, size), bytes.subarray(size)];
}

function delayOf(
  { cameAt }: { readonly cameAt: number },
  { freeAt }: Lane,
  { latency }: { readonly latency: number },
): number {
  return Math.max(cameAt + latency, freeAt) - performance.now();
}
