import protobuf from 'protobufjs/light.js';

/** A `google.protobuf.Any` inside a status. */
export interface PackedDetail {
  /** Full name of the message, without the URL before it. */
  readonly type: string;
  readonly value: Uint8Array;
}

const description = {
  options: { features: { field_presence: 'IMPLICIT', json_format: 'ALLOW' } },
  nested: {
    google: {
      nested: {
        protobuf: {
          nested: {
            Any: {
              fields: { type_url: { type: 'string', id: 1 }, value: { type: 'bytes', id: 2 } },
            },
            Duration: {
              fields: { seconds: { type: 'int64', id: 1 }, nanos: { type: 'int32', id: 2 } },
            },
          },
        },
        rpc: {
          nested: {
            Status: {
              fields: {
                code: { type: 'int32', id: 1 },
                message: { type: 'string', id: 2 },
                details: { rule: 'repeated', type: 'google.protobuf.Any', id: 3 },
              },
            },
            ErrorInfo: {
              fields: {
                reason: { type: 'string', id: 1 },
                domain: { type: 'string', id: 2 },
                metadata: { keyType: 'string', type: 'string', id: 3 },
              },
            },
            RetryInfo: { fields: { retry_delay: { type: 'google.protobuf.Duration', id: 1 } } },
            DebugInfo: {
              fields: {
                stack_entries: { rule: 'repeated', type: 'string', id: 1 },
                detail: { type: 'string', id: 2 },
              },
            },
            QuotaFailure: {
              fields: { violations: { rule: 'repeated', type: 'Violation', id: 1 } },
              nested: {
                Violation: {
                  oneofs: { _future_quota_value: { oneof: ['future_quota_value'] } },
                  fields: {
                    subject: { type: 'string', id: 1 },
                    description: { type: 'string', id: 2 },
                    api_service: { type: 'string', id: 3 },
                    quota_metric: { type: 'string', id: 4 },
                    quota_id: { type: 'string', id: 5 },
                    quota_dimensions: { keyType: 'string', type: 'string', id: 6 },
                    quota_value: { type: 'int64', id: 7 },
                    future_quota_value: { type: 'int64', id: 8 },
                  },
                },
              },
            },
            PreconditionFailure: {
              fields: { violations: { rule: 'repeated', type: 'Violation', id: 1 } },
              nested: {
                Violation: {
                  fields: {
                    type: { type: 'string', id: 1 },
                    subject: { type: 'string', id: 2 },
                    description: { type: 'string', id: 3 },
                  },
                },
              },
            },
            BadRequest: {
              fields: { field_violations: { rule: 'repeated', type: 'FieldViolation', id: 1 } },
              nested: {
                FieldViolation: {
                  fields: {
                    field: { type: 'string', id: 1 },
                    description: { type: 'string', id: 2 },
                    reason: { type: 'string', id: 3 },
                    localized_message: { type: 'LocalizedMessage', id: 4 },
                  },
                },
              },
            },
            RequestInfo: {
              fields: {
                request_id: { type: 'string', id: 1 },
                serving_data: { type: 'string', id: 2 },
              },
            },
            ResourceInfo: {
              fields: {
                resource_type: { type: 'string', id: 1 },
                resource_name: { type: 'string', id: 2 },
                owner: { type: 'string', id: 3 },
                description: { type: 'string', id: 4 },
              },
            },
            Help: {
              fields: { links: { rule: 'repeated', type: 'Link', id: 1 } },
              nested: {
                Link: {
                  fields: {
                    description: { type: 'string', id: 1 },
                    url: { type: 'string', id: 2 },
                  },
                },
              },
            },
            LocalizedMessage: {
              fields: {
                locale: { type: 'string', id: 1 },
                message: { type: 'string', id: 2 },
              },
            },
          },
        },
      },
    },
  },
};

/**
 * `google.rpc.Status` and the standard details of googleapis' `google/rpc/error_details.proto`, which
 * servers send and hardly any schema imports.
 */
export const errorDetailsRoot: protobuf.Root = protobuf.Root.fromJSON(description);

const statusType = errorDetailsRoot.lookupType('google.rpc.Status');

/** The details of a serialized `google.rpc.Status`; undefined when the bytes are none. */
export function unpackStatus(bytes: Uint8Array): PackedDetail[] | undefined {
  try {
    const { details } = readStatus(bytes);
    return details.map(({ type_url: url, value }) => ({
      type: url.slice(url.lastIndexOf('/') + 1),
      value,
    }));
  } catch {
    // Whatever a server puts into the trailer must not hide the status itself.
    return undefined;
  }
}

/** What the decoder makes of `google.rpc.Status` above. */
interface DecodedStatus {
  readonly details: readonly { readonly type_url: string; readonly value: Uint8Array }[];
}

function readStatus(bytes: Uint8Array): DecodedStatus {
  return { details: [], ...statusType.toObject(statusType.decode(bytes), { defaults: true }) };
}
