import { setTimeout as delay } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import { anyPack, timestampNow } from '@bufbuild/protobuf/wkt';
import type { PostalAddress } from '../gen/acme/geo/v1/address_pb.ts';
import { CatalogService } from '../gen/shop/catalog/v1/catalog_service_pb.ts';
import { InventoryService } from '../gen/shop/inventory/v1/inventory_service_pb.ts';
import {
  Channel,
  NotificationService,
} from '../gen/shop/notifications/v1/notification_service_pb.ts';
import { OrderSchema, OrderStatus } from '../gen/shop/orders/v1/order_pb.ts';
import type { Order, OrderLine } from '../gen/shop/orders/v1/order_pb.ts';
import { OrderService } from '../gen/shop/orders/v1/order_service_pb.ts';
import type { PlaceOrderRequest } from '../gen/shop/orders/v1/order_service_pb.ts';
import { PaymentService } from '../gen/shop/payments/v1/payment_service_pb.ts';
import { ShippingService } from '../gen/shop/shipping/v1/shipping_service_pb.ts';
import { UserService } from '../gen/shop/users/v1/user_service_pb.ts';
import type { CallContext } from '../rpc/context.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';
import { invalidArgument, notFound, wrongState } from '../rpc/rpcError.ts';
import { centsOf, euros } from './amounts.ts';
import { paginate } from './paging.ts';

/** How fast an order moves on while somebody watches it. */
const watchEveryMs = 500;

/** Orders from the first click to the door. */
export function orders(): BoundService {
  const placed = new Map<string, Order>();
  const find = (id: string): Order => {
    const order = placed.get(id);
    if (order === undefined) {
      throw notFound('shop.example/Order', id);
    }
    return order;
  };
  let count = 0;
  return implement(OrderService, {
    async placeOrder(request, context) {
      checkRequest(request);
      const order = await place(`order-${++count}`, request, context);
      placed.set(order.id, order);
      return { order };
    },

    getOrder: ({ orderId }) => ({ order: find(orderId) }),

    listOrders({ userId, page, statuses }) {
      const all = [...placed.values()]
        .filter((order) => order.userId === userId)
        .filter((order) => statuses.length === 0 || statuses.includes(order.status))
        .reverse();
      const { entries, page: info } = paginate(all, page);
      return { orders: entries, page: info };
    },

    async cancelOrder({ orderId, reason }, context) {
      const order = find(orderId);
      if (order.status !== OrderStatus.PLACED) {
        throw wrongState(orderId, 'has left the warehouse or is cancelled');
      }
      await giveBack(order, reason, context);
      order.status = OrderStatus.CANCELLED;
      return { order };
    },

    async *watchOrder({ orderId }, { signal }) {
      const order = find(orderId);
      yield { status: order.status, since: timestampNow() };
      while (order.status < OrderStatus.DELIVERED) {
        await delay(watchEveryMs, undefined, { signal });
        order.status =
          order.status === OrderStatus.PLACED ? OrderStatus.SHIPPED : OrderStatus.DELIVERED;
        yield { status: order.status, since: timestampNow() };
      }
    },
  });
}

function checkRequest({ userId, lines }: PlaceOrderRequest): void {
  const violations = [
    ...(userId === '' ? [{ field: 'user_id', description: 'is empty' }] : []),
    ...(lines.length === 0 ? [{ field: 'lines', description: 'is empty' }] : []),
    ...lines.flatMap(lineViolations),
  ];
  if (violations.length > 0) {
    throw invalidArgument(violations);
  }
}

function lineViolations({ productId, quantity }: OrderLine, index: number) {
  return [
    ...(productId === '' ? [{ field: `lines[${index}].product_id`, description: 'is empty' }] : []),
    ...(quantity < 1 || quantity > 99
      ? [{ field: `lines[${index}].quantity`, description: 'has to be from 1 to 99' }]
      : []),
  ];
}

/** Asks everybody who has a part in an order; what was reserved goes back if the money does not come. */
async function place(id: string, request: PlaceOrderRequest, context: CallContext): Promise<Order> {
  const { userId } = request;
  const [shipTo, lines] = await Promise.all([
    addressOf(request, context),
    Promise.all(request.lines.map((line) => priced(line, context))),
  ]);
  const { reservation } = await context.call('inventory', InventoryService.method.reserveStock, {
    orderId: id,
    lines: lines.map(({ productId, quantity }) => ({ productId, quantity })),
  });
  const order = create(OrderSchema, { id, userId, lines, shipTo, labels: request.labels });
  try {
    await payAndShip(order, request, context);
  } catch (error) {
    await release(reservation?.id ?? '', context);
    throw error;
  }
  Object.assign(order, { status: OrderStatus.PLACED, placedAt: timestampNow(), reservation });
  await notify(order, context);
  return order;
}

async function payAndShip(
  order: Order,
  { paymentMethod }: PlaceOrderRequest,
  context: CallContext,
): Promise<void> {
  const { authorizePayment } = PaymentService.method;
  const { createShipment, quoteShipment } = ShippingService.method;
  const quote = await context.call('shipping.rpc', quoteShipment, {
    ...(order.shipTo === undefined ? {} : { destination: order.shipTo }),
    weightGrams: 500,
  });
  order.total = euros(sumOf(order.lines) + centsOf(quote.options[0]?.cost));
  const { payment } = await context.call('payments', authorizePayment, {
    orderId: order.id,
    amount: order.total,
    ...(paymentMethod === undefined ? {} : { method: paymentMethod }),
  });
  const { shipment } = await context.call('shipping.rpc', createShipment, {
    orderId: order.id,
    ...(order.shipTo === undefined ? {} : { destination: order.shipTo }),
  });
  Object.assign(order, { payment, shipment });
}

async function addressOf(
  { userId, addressName }: PlaceOrderRequest,
  context: CallContext,
): Promise<PostalAddress> {
  const name = addressName === '' ? 'home' : addressName;
  const { user } = await context.call('users', UserService.method.getUser, { id: userId });
  const address = user?.addresses[name];
  if (address === undefined) {
    throw notFound('shop.example/PostalAddress', `${userId}/${name}`);
  }
  return address;
}

async function priced(line: OrderLine, context: CallContext): Promise<OrderLine> {
  const { product } = await context.call('catalog', CatalogService.method.getProduct, {
    id: line.productId,
  });
  return Object.assign(line, { unitPrice: product?.price });
}

function sumOf(lines: readonly OrderLine[]): number {
  return lines.reduce((sum, line) => sum + centsOf(line.unitPrice) * line.quantity, 0);
}

async function giveBack(order: Order, reason: string, context: CallContext): Promise<void> {
  await release(order.reservation?.id ?? '', context);
  if (order.payment !== undefined) {
    const { payment } = await context.call('payments', PaymentService.method.refundPayment, {
      paymentId: order.payment.id,
      reason,
    });
    Object.assign(order, { payment });
  }
}

/** A warehouse that does not answer puts the pieces back by itself when their time is over. */
async function release(reservationId: string, context: CallContext): Promise<void> {
  await context
    .call('inventory', InventoryService.method.releaseStock, { reservationId })
    .catch(() => undefined);
}

/** An order is not lost because its mail is. */
async function notify(order: Order, context: CallContext): Promise<void> {
  const notification = {
    userId: order.userId,
    channel: Channel.EMAIL,
    subject: `Thank you for ${order.id}`,
    payload: anyPack(OrderSchema, order),
  };
  await context
    .call('notifications', NotificationService.method.sendNotification, { notification })
    .catch(() => undefined);
}
