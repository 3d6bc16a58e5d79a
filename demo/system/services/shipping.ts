import { setTimeout as delay } from 'node:timers/promises';
import { clone, create } from '@bufbuild/protobuf';
import { durationFromMs, timestampFromMs } from '@bufbuild/protobuf/wkt';
import { LatLngSchema, PostalAddressSchema } from '../gen/acme/geo/v1/address_pb.ts';
import type { PostalAddress } from '../gen/acme/geo/v1/address_pb.ts';
import {
  Carrier,
  ShipmentSchema,
  ShippingService,
} from '../gen/shop/shipping/v1/shipping_service_pb.ts';
import type { Shipment } from '../gen/shop/shipping/v1/shipping_service_pb.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';
import { invalidArgument, notFound } from '../rpc/rpcError.ts';
import { euros } from './amounts.ts';

const hourMs = 3_600_000;

const berlin = { latitude: 52.52, longitude: 13.405 };

/** How a parcel's way is told, one step every 400 ms. */
const steps = [
  { step: 'picked up at the warehouse', location: berlin, hours: 0 },
  { step: 'sorted', location: { latitude: 52.42, longitude: 13.19 }, hours: 3 },
  { step: 'in the van', location: { latitude: 52.5, longitude: 13.42 }, hours: 20 },
  { step: 'at the door', location: { latitude: 52.501, longitude: 13.419 }, hours: 23 },
] as const;
const stepEveryMs = 400;

/** Parcels and the ways they go. */
export function shipping(): BoundService {
  const shipments = new Map<string, Shipment>();
  return implement(ShippingService, {
    quoteShipment: ({ destination, weightGrams }) => ({
      options: [...optionsFor(checked(destination), weightGrams)],
    }),

    createShipment({ orderId, destination, carrier }) {
      const options = optionsFor(checked(destination), 500);
      const chosen = options.find((each) => each.carrier === carrier) ?? options[0];
      const shipment = create(ShipmentSchema, {
        id: `shipment-${shipments.size + 1}`,
        orderId,
        carrier: chosen.carrier,
        destination: located(checked(destination)),
        dueAt: timestampFromMs(Date.now() + chosen.hours * hourMs),
        cost: chosen.cost,
      });
      shipments.set(shipment.id, shipment);
      return { shipment };
    },

    async *trackShipment({ shipmentId }, { signal }) {
      if (!shipments.has(shipmentId)) {
        throw notFound('shop.example/Shipment', shipmentId);
      }
      for (const { step, location, hours } of steps) {
        yield { step, location, elapsed: durationFromMs(hours * hourMs) };
        await delay(stepEveryMs, undefined, { signal });
      }
    },
  });
}

function checked(destination: PostalAddress | undefined): PostalAddress {
  if (destination === undefined || destination.regionCode === '') {
    throw invalidArgument([{ field: 'destination.region_code', description: 'is missing' }]);
  }
  return destination;
}

/** The ways there are, the cheapest first. */
function optionsFor({ locality }: PostalAddress, weightGrams: number) {
  const van = option(Carrier.VAN, 390 + Math.ceil(weightGrams / 1000) * 50, 48);
  return locality === 'Berlin' && weightGrams <= 5000
    ? ([van, option(Carrier.BICYCLE, 690, 3)] as const)
    : ([van] as const);
}

function option(carrier: Carrier, cents: number, hours: number) {
  return { carrier, hours, cost: euros(cents), transitTime: durationFromMs(hours * hourMs) };
}

function located(address: PostalAddress): PostalAddress {
  const location = address.locality === 'Berlin' ? create(LatLngSchema, berlin) : address.location;
  return Object.assign(clone(PostalAddressSchema, address), location && { location });
}
