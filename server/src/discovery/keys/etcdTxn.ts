import { integer, messageCodec } from '../etcd/messageCodec.ts';
import type { Method } from '../etcd/wire.ts';
import { property } from '../json.ts';

/**
 * `KV.Txn` with what a guarded change of one key needs. Names and numbers are those of
 * etcdserverpb/rpc.proto.
 */
const codec = messageCodec({
  Compare: {
    oneofs: { target_union: { oneof: ['create_revision', 'mod_revision'] } },
    fields: {
      result: { type: 'int32', id: 1 },
      target: { type: 'int32', id: 2 },
      key: { type: 'bytes', id: 3 },
      create_revision: { type: 'int64', id: 5 },
      mod_revision: { type: 'int64', id: 6 },
    },
  },
  Put: {
    fields: {
      key: { type: 'bytes', id: 1 },
      value: { type: 'bytes', id: 2 },
      lease: { type: 'int64', id: 3 },
      ignore_lease: { type: 'bool', id: 6 },
    },
  },
  DeleteRange: { fields: { key: { type: 'bytes', id: 1 } } },
  RequestOp: {
    oneofs: { request: { oneof: ['request_put', 'request_delete_range'] } },
    fields: {
      request_put: { type: 'Put', id: 2 },
      request_delete_range: { type: 'DeleteRange', id: 3 },
    },
  },
  TxnRequest: {
    fields: {
      compare: { type: 'Compare', id: 1, rule: 'repeated' },
      success: { type: 'RequestOp', id: 2, rule: 'repeated' },
    },
  },
  Header: { fields: { revision: { type: 'int64', id: 3 } } },
  TxnResponse: {
    fields: { header: { type: 'Header', id: 1 }, succeeded: { type: 'bool', id: 2 } },
  },
});

/** The key was changed last at `modRevision`; 0 means that it does not exist. */
export interface Guard {
  readonly key: Uint8Array;
  readonly modRevision: number;
}

/** One operation of a transaction. */
export type TxnOperation =
  | {
      readonly kind: 'put';
      readonly key: Uint8Array;
      readonly value: Uint8Array;
      /** Decimal, `0` for none; `keep` for the one that the key has. */
      readonly lease: string;
    }
  | { readonly kind: 'delete'; readonly key: Uint8Array };

/** All operations happen at once if all guards hold, and none otherwise. */
export interface TxnRequest {
  readonly guards: readonly Guard[];
  readonly operations: readonly TxnOperation[];
}

/** Whether the guards held, and the revision of the store after it. */
export interface TxnResponse {
  readonly succeeded: boolean;
  readonly revision: number;
}

/** Changes keys under guards. */
export const txn: Method<TxnRequest, TxnResponse> = {
  path: '/etcdserverpb.KV/Txn',
  encode({ guards, operations }) {
    const request = { compare: guards.map(compareOf), success: operations.map(operationOf) };
    return codec.encode('TxnRequest', request);
  },
  decode(bytes) {
    const response = codec.decode('TxnResponse', bytes);
    return {
      succeeded: property(response, 'succeeded') === true,
      revision: integer(property(response, 'header'), 'revision'),
    };
  },
};

/** `target` is 1 for CREATE and 2 for MOD; `result` is 0 for EQUAL. */
function compareOf({ key, modRevision }: Guard): object {
  return modRevision === 0
    ? { result: 0, target: 1, key, create_revision: 0 }
    : { result: 0, target: 2, key, mod_revision: modRevision };
}

function operationOf(operation: TxnOperation): object {
  if (operation.kind === 'delete') {
    return { request_delete_range: { key: operation.key } };
  }
  const { key, value, lease } = operation;
  return {
    request_put: lease === 'keep' ? { key, value, ignore_lease: true } : { key, value, lease },
  };
}
