import { EventEmitter, on } from 'node:events';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs, timestampNow } from '@bufbuild/protobuf/wkt';
import {
  InventoryService,
  ReservationSchema,
  StockLevelSchema,
} from '../gen/shop/inventory/v1/inventory_service_pb.ts';
import type {
  Reservation,
  ReservationLine,
  StockLevel,
} from '../gen/shop/inventory/v1/inventory_service_pb.ts';
import type { Identity } from '../rpc/context.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';
import { invalidArgument, notFound, outOfStock } from '../rpc/rpcError.ts';
import { warehouseOf } from './warehouse.ts';

const openedAt = Date.parse('2026-01-02T06:00:00Z');
const defaultHoldMs = 600_000;

/** What lies in one warehouse. */
export function inventory(identity: Identity): BoundService {
  const warehouse = new Warehouse(warehouseOf(identity));
  return implement(InventoryService, {
    getStock: ({ productId }) => ({ level: warehouse.level(productId) }),

    reserveStock({ orderId, lines, hold }) {
      const holdMs = hold === undefined ? defaultHoldMs : Number(hold.seconds) * 1000;
      return { reservation: warehouse.reserve(orderId, lines, holdMs) };
    },

    releaseStock: ({ reservationId }) => ({ released: warehouse.release(reservationId) }),

    async *watchStock({ productIds }, { signal }) {
      const isWanted = (id: string): boolean => productIds.length === 0 || productIds.includes(id);
      const changes = warehouse.changes(signal);
      yield* warehouse
        .levels()
        .filter((level) => isWanted(level.productId))
        .map(toReply);
      for await (const id of changes) {
        if (isWanted(id)) {
          yield toReply(warehouse.level(id));
        }
      }
    },

    async countStock(requests) {
      let products = 0;
      let difference = 0;
      for await (const { productId, counted } of requests) {
        difference += warehouse.count(productId, counted);
        products++;
      }
      return { products, difference };
    },

    async *syncStock(requests) {
      for await (const { level } of requests) {
        const own = warehouse.level(level?.productId ?? '');
        yield { level: own, transfer: Math.trunc((own.available - (level?.available ?? 0)) / 2) };
      }
    },
  });
}

function toReply(level: StockLevel): { readonly level: StockLevel } {
  return { level };
}

/** The shelves of one place. `latte-glass` is out of stock everywhere. */
class Warehouse {
  readonly #name: string;
  readonly #shelves: Map<string, StockLevel>;
  readonly #reservations = new Map<string, Reservation>();
  readonly #events = new EventEmitter<{ change: [string] }>();
  #reserved = 0;

  constructor(name: string) {
    this.#name = name;
    const opening = {
      'burr-grinder': 12,
      'espresso-cup': 240,
      'house-blend': 90,
      'latte-glass': 0,
    };
    this.#shelves = new Map(
      Object.entries(opening).map(([productId, available]) => [
        productId,
        create(StockLevelSchema, {
          productId,
          available,
          warehouse: name,
          changedAt: timestampFromMs(openedAt),
        }),
      ]),
    );
  }

  levels(): readonly StockLevel[] {
    return [...this.#shelves.values()];
  }

  level(productId: string): StockLevel {
    const level = this.#shelves.get(productId);
    if (level === undefined) {
      throw notFound('shop.example/StockLevel', `${this.#name}/${productId}`);
    }
    return level;
  }

  /** Ids of products whose shelf changes, until the signal ends the iteration with an error. */
  async *changes(signal: AbortSignal): AsyncGenerator<string> {
    const events: AsyncIterable<unknown> = on(this.#events, 'change', { signal });
    for await (const event of events) {
      if (Array.isArray(event)) {
        yield String(event[0]);
      }
    }
  }

  reserve(orderId: string, lines: readonly ReservationLine[], holdMs: number): Reservation {
    this.#check(lines);
    for (const { productId, quantity } of lines) {
      this.#move(productId, quantity);
    }
    const reservation = create(ReservationSchema, {
      id: `${this.#name}-reservation-${++this.#reserved}`,
      orderId,
      lines: [...lines],
      warehouse: this.#name,
      expiresAt: timestampFromMs(Date.now() + holdMs),
    });
    this.#reservations.set(reservation.id, reservation);
    setTimeout(() => this.release(reservation.id), holdMs).unref();
    return reservation;
  }

  release(id: string): boolean {
    for (const { productId, quantity } of this.#reservations.get(id)?.lines ?? []) {
      this.#move(productId, -quantity);
    }
    return this.#reservations.delete(id);
  }

  /** Sets a shelf to what was counted; answers the difference. */
  count(productId: string, counted: number): number {
    const level = this.level(productId);
    const difference = counted - level.available;
    this.#change(level, { available: counted, reserved: level.reserved });
    return difference;
  }

  #check(lines: readonly ReservationLine[]): void {
    const violations = lines
      .map((line, index) => ({ line, field: `lines[${index}].quantity` }))
      .filter(({ line }) => line.quantity < 1)
      .map(({ field }) => ({ field, description: 'has to be at least 1' }));
    if (lines.length === 0 || violations.length > 0) {
      throw invalidArgument(
        lines.length === 0 ? [{ field: 'lines', description: 'is empty' }] : violations,
      );
    }
    const wanted = new Map<string, number>();
    for (const { productId, quantity } of lines) {
      wanted.set(productId, (wanted.get(productId) ?? 0) + quantity);
    }
    const short = [...wanted]
      .map(([productId, quantity]) => ({
        productId,
        wanted: quantity,
        available: this.level(productId).available,
      }))
      .filter((each) => each.wanted > each.available);
    if (short.length > 0) {
      throw outOfStock(short, this.#name);
    }
  }

  #move(productId: string, quantity: number): void {
    const level = this.level(productId);
    this.#change(level, {
      available: level.available - quantity,
      reserved: level.reserved + quantity,
    });
  }

  #change(level: StockLevel, next: Pick<StockLevel, 'available' | 'reserved'>): void {
    Object.assign(level, next, { changedAt: timestampNow() });
    this.#events.emit('change', level.productId);
  }
}
