import protobuf from 'protobufjs/light.js';
import type { CallMethod } from '../../../../protocol/calls.ts';
import { CallError } from '../callError.ts';
import { fullName } from '../json/fields.ts';
import { closestName } from '../../base/index.ts';

/** A method with the types to write its requests and read its replies. */
export interface MethodSchema {
  readonly info: CallMethod;
  readonly input: protobuf.Type;
  readonly output: protobuf.Type;
}

/** Resolved descriptors. Immutable once made. */
export class Schema {
  readonly root: protobuf.Root;

  constructor(root: protobuf.Root) {
    this.root = root;
  }

  /**
   * @param service Full name without a leading dot.
   * @throws CallError of kind `method`, with a similar name when there is one.
   */
  method(service: string, method: string): MethodSchema {
    const found = this.#service(service);
    const target = found.methods[method];
    if (target === undefined || !Object.hasOwn(found.methods, method)) {
      throw unknownMethod(service, method, Object.keys(found.methods));
    }
    return methodSchema(found, target);
  }

  /** Every method of one service, in order of the text; none when it is unknown. */
  methodsOf(service: string): CallMethod[] {
    const found = services(this.root).find((candidate) => fullName(candidate) === service);
    return found?.methodsArray.map((method) => methodSchema(found, method).info) ?? [];
  }

  #service(name: string): protobuf.Service {
    const all = services(this.root);
    const found = all.find((candidate) => fullName(candidate) === name);
    if (found === undefined) {
      throw unknownService(name, all.map(fullName));
    }
    return found;
  }
}

function services(namespace: protobuf.NamespaceBase): protobuf.Service[] {
  return namespace.nestedArray.flatMap((nested) => {
    if (nested instanceof protobuf.Service) {
      return [nested];
    }
    return nested instanceof protobuf.Namespace && !(nested instanceof protobuf.Type)
      ? services(nested)
      : [];
  });
}

function methodSchema(service: protobuf.Service, method: protobuf.Method): MethodSchema {
  const { resolvedRequestType: input, resolvedResponseType: output } = method;
  if (!(input instanceof protobuf.Type) || !(output instanceof protobuf.Type)) {
    throw new CallError({
      kind: 'schema',
      what: 'its request or reply type is not a message',
      where: `${fullName(service)}/${method.name}`,
    });
  }
  return { info: describeMethod({ service, method, input, output }), input, output };
}

function describeMethod(parts: {
  readonly service: protobuf.Service;
  readonly method: protobuf.Method;
  readonly input: protobuf.Type;
  readonly output: protobuf.Type;
}): CallMethod {
  const { service, method, input, output } = parts;
  return {
    service: fullName(service),
    method: method.name,
    kind: kindOf(method),
    inputType: fullName(input),
    outputType: fullName(output),
    deprecated: method.options?.deprecated === true,
  };
}

function kindOf(method: protobuf.Method): CallMethod['kind'] {
  if (method.requestStream === true) {
    return method.responseStream === true ? 'bidiStreaming' : 'clientStreaming';
  }
  return method.responseStream === true ? 'serverStreaming' : 'unary';
}

function unknownService(name: string, known: readonly string[]): CallError {
  const similar = closestName(name, known);
  return new CallError({
    kind: 'method',
    what: `the schema has no service ${name}`,
    next: similar === undefined ? listOf('It has', known) : `Did you mean ${similar}?`,
  });
}

function unknownMethod(service: string, method: string, known: readonly string[]): CallError {
  const similar = closestName(method, known);
  return new CallError({
    kind: 'method',
    what: `the service ${service} has no method ${method}`,
    next: similar === undefined ? listOf('It has', known) : `Did you mean ${similar}?`,
  });
}

function listOf(intro: string, names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length === 0
    ? `${intro} none`
    : `${intro} ${shown}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`;
}
