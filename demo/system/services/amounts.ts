import { create } from '@bufbuild/protobuf';
import { MoneySchema } from '../gen/acme/money/v1/money_pb.ts';
import type { Money } from '../gen/acme/money/v1/money_pb.ts';

const nanosPerCent = 10_000_000;

/** An amount in euros. */
export function euros(cents: number): Money {
  return create(MoneySchema, {
    currencyCode: 'EUR',
    units: BigInt(Math.trunc(cents / 100)),
    nanos: (cents % 100) * nanosPerCent,
  });
}

/** Cents of an amount; zero for an absent one. */
export function centsOf(money: Money | undefined): number {
  return money === undefined ? 0 : Number(money.units) * 100 + money.nanos / nanosPerCent;
}
