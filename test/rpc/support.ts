import {
  createFileRegistry,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type protobuf from 'protobufjs/light.js';
import { CallError } from '../../server/src/rpc/callError.ts';
import { findType } from '../../server/src/rpc/json/fields.ts';
import { buildSchema, decodeDescriptorSet } from '../../server/src/rpc/schema/descriptors.ts';

/** Descriptors as the code under test sees them, and as another codec does. */
export interface Subject {
  type(name: string): protobuf.Type;
  /** What the other codec makes of JSON. */
  bytesOf(name: string, json: JsonValue): Uint8Array;
  /** What the other codec makes of bytes. */
  jsonOf(name: string, bytes: Uint8Array): JsonValue;
}

export function subjectOf(descriptorSet: Buffer): Subject {
  const { root } = buildSchema(decodeDescriptorSet(descriptorSet));
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet));
  return {
    type: (name) => present(findType(root, name), name),
    bytesOf: (name, json) => {
      const message = messageOf(registry, name);
      return toBinary(message, fromJson(message, json, { registry }));
    },
    jsonOf: (name, bytes) => {
      const message = messageOf(registry, name);
      return toJson(message, fromBinary(message, bytes), { registry });
    },
  };
}

/** The `CallError` that something throws. */
export function callErrorOf(run: () => unknown): CallError {
  try {
    run();
  } catch (error) {
    if (error instanceof CallError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

function messageOf(registry: FileRegistry, name: string) {
  return present(registry.getMessage(name), name);
}

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) {
    throw new Error(`no message ${name}`);
  }
  return value;
}
