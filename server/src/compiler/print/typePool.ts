import { WireFields } from '../descriptor/protoReader.ts';
import type {
  EnumDescriptor,
  FieldDescriptor,
  FileDescriptor,
  MessageDescriptor,
} from '../descriptor/model.ts';

/** An extension and its full name. */
export interface PooledExtension {
  readonly fullName: string;
  /** The path of the file that defines it. */
  readonly path: string;
  readonly field: FieldDescriptor;
}

/** The definitions of many files by full name, without leading dots. The first of a name wins. */
export class TypePool {
  readonly #messages = new Map<string, MessageDescriptor>();
  readonly #enums = new Map<string, EnumDescriptor>();
  readonly #extensions = new Map<string, PooledExtension[]>();
  readonly #bound = new Set<string>();
  readonly #imports = new Map<string, readonly string[]>();

  constructor(files: readonly FileDescriptor[]) {
    for (const file of files) {
      this.#addFile(file);
    }
  }

  message(fullName: string): MessageDescriptor | undefined {
    return this.#messages.get(fullName);
  }

  enum(fullName: string): EnumDescriptor | undefined {
    return this.#enums.get(fullName);
  }

  /**
   * The extension of a message that has a number, as the file of a path knows it: files that have
   * nothing to do with each other may give a number twice.
   */
  extension(extendee: string, number: number, path: string): PooledExtension | undefined {
    const found = this.#extensions.get(`${extendee}:${number}`) ?? [];
    if (found.length < 2) {
      return found[0];
    }
    const known = this.#closureOf(path);
    return found.find((one) => known.has(one.path)) ?? found[0];
  }

  /** Whether a definition or a package has the name. */
  isBound(fullName: string): boolean {
    return this.#bound.has(fullName);
  }

  /** The paths of a file and of all that it imports, however indirectly. */
  #closureOf(path: string): ReadonlySet<string> {
    const closure = new Set([path]);
    for (const one of closure) {
      this.#imports.get(one)?.forEach((imported) => closure.add(imported));
    }
    return closure;
  }

  #addFile(file: FileDescriptor): void {
    setNew(this.#imports, file.name, [...file.dependency, ...file.optionDependency]);
    for (let name = file.package; name !== ''; name = scopeAround(name)) {
      this.#bound.add(name);
    }
    file.messageType.forEach((one) => {
      this.#addMessage(file, file.package, one);
    });
    file.enumType.forEach((one) => {
      this.#addEnum(file.package, one);
    });
    file.extension.forEach((one) => {
      this.#addExtension(file, file.package, one);
    });
    for (const service of file.service) {
      const name = this.#bind(file.package, service.name);
      service.method.forEach((one) => this.#bind(name, one.name));
    }
  }

  #addMessage(file: FileDescriptor, scope: string, message: MessageDescriptor): void {
    const name = this.#bind(scope, message.name);
    setNew(this.#messages, name, message);
    [...message.field, ...message.oneofDecl].forEach((one) => this.#bind(name, one.name));
    message.nestedType.forEach((one) => {
      this.#addMessage(file, name, one);
    });
    message.enumType.forEach((one) => {
      this.#addEnum(name, one);
    });
    message.extension.forEach((one) => {
      this.#addExtension(file, name, one);
    });
  }

  #addEnum(scope: string, type: EnumDescriptor): void {
    setNew(this.#enums, this.#bind(scope, type.name), type);
    type.value.forEach((one) => this.#bind(scope, one.name));
  }

  #addExtension(file: FileDescriptor, scope: string, field: FieldDescriptor): void {
    const fullName = this.#bind(scope, field.name);
    const key = `${withoutDot(field.extendee ?? '')}:${field.number}`;
    const extension = { fullName, path: file.name, field };
    const present = this.#extensions.get(key);
    if (present === undefined) {
      this.#extensions.set(key, [extension]);
    } else {
      present.push(extension);
    }
  }

  #bind(scope: string, name: string): string {
    const fullName = inScope(scope, name);
    this.#bound.add(fullName);
    return fullName;
  }
}

/** `scope.name`, where the scope may be empty. */
export function inScope(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

/** The name without its last part; empty for a name of one part. */
export function scopeAround(fullName: string): string {
  return fullName.slice(0, Math.max(fullName.lastIndexOf('.'), 0));
}

/** A full name as a pool has it, from one as a descriptor has it. */
export function withoutDot(name: string): string {
  return name.startsWith('.') ? name.slice(1) : name;
}

/** Whether a message stands for a map: `map_entry` is set. */
export function isMapEntry(message: MessageDescriptor): boolean {
  return message.options !== undefined && new WireFields(message.options).bool(7);
}

function setNew<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) {
    map.set(key, value);
  }
}
