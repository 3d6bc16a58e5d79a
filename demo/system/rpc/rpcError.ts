import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import type { Any } from '@bufbuild/protobuf/wkt';
import { Metadata, status } from '@grpc/grpc-js';
import type { ServerErrorResponse, ServiceError } from '@grpc/grpc-js';
import {
  BadRequestSchema,
  ErrorInfoSchema,
  HelpSchema,
  LocalizedMessageSchema,
  PreconditionFailureSchema,
  ResourceInfoSchema,
  RetryInfoSchema,
} from '../gen/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../gen/google/rpc/status_pb.ts';

/** Trailer in which gRPC carries a serialized `google.rpc.Status`. */
const detailsTrailer = 'grpc-status-details-bin';
const domain = 'shop.example';

export interface RpcErrorOptions {
  readonly code: status;
  readonly message: string;
  readonly details?: readonly Any[];
}

/** A call's end other than OK, with the details of the richer error model. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: status;
  readonly details: readonly Any[];

  constructor({ code, message, details = [] }: RpcErrorOptions) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Packs one entry of `google.rpc.Status.details`. */
export function detail<T extends DescMessage>(schema: T, init: MessageInitShape<T>): Any {
  return anyPack(schema, create(schema, init));
}

/** What a request did wrong, field by field; `field` is a path such as `lines[0].quantity`. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** INVALID_ARGUMENT with everything that a client needs to show it beside its fields. */
export function invalidArgument(violations: readonly FieldViolation[]): RpcError {
  const fields = violations.map((violation) => violation.field);
  return new RpcError({
    code: status.INVALID_ARGUMENT,
    message: `invalid request: ${violations.map((each) => `${each.field} ${each.description}`).join(', ')}`,
    details: [
      detail(BadRequestSchema, { fieldViolations: [...violations] }),
      detail(ErrorInfoSchema, {
        reason: 'INVALID_FIELDS',
        domain,
        metadata: { fields: fields.join(','), count: String(fields.length) },
      }),
      detail(HelpSchema, {
        links: [{ description: 'What an order has to hold', url: `https://${domain}/docs/orders` }],
      }),
      detail(LocalizedMessageSchema, {
        locale: 'en-GB',
        message: `Please check ${fields.join(' and ')}.`,
      }),
    ],
  });
}

/** NOT_FOUND for a resource such as `shop.example/Product`. */
export function notFound(resourceType: string, resourceName: string): RpcError {
  const kind = (resourceType.split('/').at(-1) ?? resourceType).toLowerCase();
  return new RpcError({
    code: status.NOT_FOUND,
    message: `no ${kind} ${JSON.stringify(resourceName)}`,
    details: [
      detail(ResourceInfoSchema, {
        resourceType,
        resourceName,
        owner: '',
        description: `the shop knows no ${kind} of this name`,
      }),
    ],
  });
}

export interface ShortSupply {
  readonly productId: string;
  readonly wanted: number;
  readonly available: number;
}

/** FAILED_PRECONDITION for products of which there are too few. */
export function outOfStock(short: readonly ShortSupply[], warehouse: string): RpcError {
  const names = short.map((each) => each.productId).join(', ');
  return new RpcError({
    code: status.FAILED_PRECONDITION,
    message: `out of stock in ${warehouse}: ${names}`,
    details: [
      detail(PreconditionFailureSchema, {
        violations: short.map(({ productId, wanted, available }) => ({
          type: 'STOCK',
          subject: `product/${productId}`,
          description: `${wanted} wanted, ${available} there`,
        })),
      }),
      detail(RetryInfoSchema, { retryDelay: { seconds: 30n } }),
    ],
  });
}

/** PERMISSION_DENIED with a reason for machines, such as `CARD_DECLINED`. */
export function denied(
  reason: string,
  message: string,
  metadata: Readonly<Record<string, string>>,
): RpcError {
  return new RpcError({
    code: status.PERMISSION_DENIED,
    message,
    details: [detail(ErrorInfoSchema, { reason, domain, metadata: { ...metadata } })],
  });
}

/** FAILED_PRECONDITION for something that is not in the state that the call needs. */
export function wrongState(subject: string, description: string): RpcError {
  return new RpcError({
    code: status.FAILED_PRECONDITION,
    message: `${subject} ${description}`,
    details: [
      detail(PreconditionFailureSchema, { violations: [{ type: 'STATE', subject, description }] }),
    ],
  });
}

/** What grpc-js sends for a thrown value; anything but an `RpcError` becomes INTERNAL. */
export function toServerError(error: unknown): ServerErrorResponse {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof RpcError ? error.code : status.INTERNAL;
  const details = error instanceof RpcError ? error.details : [];
  const metadata = new Metadata();
  if (details.length > 0) {
    const bytes = toBinary(
      StatusSchema,
      create(StatusSchema, { code, message, details: [...details] }),
    );
    metadata.set(detailsTrailer, Buffer.from(bytes));
  }
  return Object.assign(new Error(message), { code, details: message, metadata });
}

/** The error of a peer as one of our own, its details kept. */
export function fromServiceError(error: ServiceError): RpcError {
  const [bytes] = error.metadata.get(detailsTrailer);
  return new RpcError({
    code: error.code,
    message: error.details,
    details: bytes instanceof Buffer ? detailsOf(bytes) : [],
  });
}

function detailsOf(bytes: Buffer): readonly Any[] {
  try {
    return fromBinary(StatusSchema, bytes).details;
  } catch {
    // Malformed details are no reason to lose the status.
    return [];
  }
}
