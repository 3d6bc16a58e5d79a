import { create } from '@bufbuild/protobuf';
import { timestampNow } from '@bufbuild/protobuf/wkt';
import {
  PaymentSchema,
  PaymentService,
  PaymentState,
} from '../gen/shop/payments/v1/payment_service_pb.ts';
import type { Payment, PaymentMethod } from '../gen/shop/payments/v1/payment_service_pb.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';
import { denied, invalidArgument, notFound, wrongState } from '../rpc/rpcError.ts';
import { centsOf } from './amounts.ts';

const declinedCard = '4000000000000002';

/** Money of customers; none is ever charged. */
export function payments(): BoundService {
  const known = new Map<string, Payment>();
  const find = (id: string): Payment => {
    const payment = known.get(id);
    if (payment === undefined) {
      throw notFound('shop.example/Payment', id);
    }
    return payment;
  };
  return implement(PaymentService, {
    authorizePayment({ orderId, amount, method }) {
      if (centsOf(amount) <= 0) {
        throw invalidArgument([{ field: 'amount', description: 'has to be more than nothing' }]);
      }
      const payment = create(PaymentSchema, {
        id: `payment-${known.size + 1}`,
        orderId,
        ...(amount === undefined ? {} : { amount }),
        state: PaymentState.AUTHORIZED,
        methodSummary: summarize(method),
        changedAt: timestampNow(),
      });
      known.set(payment.id, payment);
      return { payment };
    },

    capturePayment({ paymentId }) {
      const payment = find(paymentId);
      if (payment.state !== PaymentState.AUTHORIZED) {
        throw wrongState(paymentId, 'is not authorized');
      }
      return { payment: Object.assign(payment, changed(PaymentState.CAPTURED)) };
    },

    refundPayment: ({ paymentId }) => ({
      payment: Object.assign(find(paymentId), changed(PaymentState.REFUNDED)),
    }),

    getPayment: ({ paymentId }) => ({ payment: find(paymentId) }),
  });
}

function changed(state: PaymentState): Pick<Payment, 'state' | 'changedAt'> {
  return { state, changedAt: timestampNow() };
}

/** Says how it is paid, or denies it. */
function summarize(payment: PaymentMethod | undefined): string {
  const method = payment?.method;
  switch (method?.case) {
    case 'card':
      if (method.value.number === declinedCard) {
        throw denied('CARD_DECLINED', 'the bank declined the card', { lastDigits: '0002' });
      }
      return `card ending in ${method.value.number.slice(-4)}`;
    case 'bankTransfer':
      return 'bank transfer';
    case 'giftCode':
      return 'gift card';
    case undefined:
      throw invalidArgument([{ field: 'payment_method', description: 'is missing' }]);
  }
}
