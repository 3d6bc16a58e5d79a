import type {
  EnumDescriptor,
  FieldDescriptor,
  FileDescriptor,
  MessageDescriptor,
  MethodDescriptor,
  RangeDescriptor,
  ServiceDescriptor,
} from '../descriptor/model.ts';
import { editionNumbers } from '../link/fileFacts.ts';
import type { OptionsType } from '../options/elements.ts';
import { encodeUtf8 } from '../source/utf8.ts';
import { BlockWriter } from './blockWriter.ts';
import { quoted } from './literals.ts';
import { dotted, identifier, typeReference } from './names.ts';
import { printOptions, type PrintedOptions } from './options.ts';
import { compactOptions, fieldHead, fieldOptions, fieldTypes } from './printField.ts';
import { type Holder, type Member, membersInOrder } from './printMembers.ts';
import { inScope, type TypePool } from './typePool.ts';

/** A file as text. */
export interface PrintedFile {
  readonly text: string;
  /** Whether the text has all options: none was without a definition. */
  readonly isComplete: boolean;
}

/**
 * The text of a `.proto` file that has the descriptor. `pool` holds the file and all that it needs;
 * an option whose definition is not there is told in a comment. Throws `MalformedBytes` when bytes
 * within options are none of a message.
 */
export function printFile(file: FileDescriptor, pool: TypePool): PrintedFile {
  const printer = new FilePrinter(file, pool);
  printer.file();
  return printer.printed();
}

const maxRangeEnd = 0x2000_0000;
const maxInt32 = 0x7fff_ffff;
const visibilities: ReadonlyMap<number | undefined, string> = new Map([
  [1, 'local '],
  [2, 'export '],
]);

/** Options of something, as they are given to be printed as statements. */
interface OptionStatements {
  readonly type: OptionsType;
  readonly bytes: Uint8Array | undefined;
  readonly scope: string;
}

class FilePrinter {
  readonly #file: FileDescriptor;
  readonly #pool: TypePool;
  readonly #out = new BlockWriter();
  #isComplete = true;

  constructor(file: FileDescriptor, pool: TypePool) {
    this.#file = file;
    this.#pool = pool;
  }

  printed(): PrintedFile {
    return { text: this.#out.text(), isComplete: this.#isComplete };
  }

  file(): void {
    const file = this.#file;
    const scope = file.package;
    this.#out.line(syntaxLine(file));
    if (scope !== '') {
      this.#out.gap();
      this.#out.line(`package ${dotted(scope)};`);
    }
    this.#imports();
    this.#out.gap();
    this.#optionStatements({ type: 'FileOptions', bytes: file.options, scope });
    for (const type of file.enumType) {
      this.#out.gap();
      this.#enum(scope, type);
    }
    this.#members({
      fullName: scope,
      fields: [],
      extensions: file.extension,
      messages: file.messageType,
    });
    for (const service of file.service) {
      this.#out.gap();
      this.#service(scope, service);
    }
  }

  #imports(): void {
    const { dependency, publicDependency, weakDependency, optionDependency } = this.#file;
    this.#out.gap();
    dependency.forEach((path, index) => {
      const isPublic = publicDependency.includes(index);
      const modifier = isPublic ? 'public ' : weakDependency.includes(index) ? 'weak ' : '';
      this.#out.line(`import ${modifier}${quotedText(path)};`);
    });
    optionDependency.forEach((path) => {
      this.#out.line(`import option ${quotedText(path)};`);
    });
  }

  #message(scope: string, message: MessageDescriptor): void {
    const visibility = visibilities.get(message.visibility) ?? '';
    this.#out.block(`${visibility}message ${identifier(message.name)}`, () => {
      this.#messageBody(inScope(scope, message.name), message);
    });
  }

  #messageBody(fullName: string, message: MessageDescriptor): void {
    this.#optionStatements({ type: 'MessageOptions', bytes: message.options, scope: fullName });
    for (const type of message.enumType) {
      this.#out.gap();
      this.#enum(fullName, type);
      this.#out.gap();
    }
    const holder = {
      fullName,
      fields: message.field,
      extensions: message.extension,
      messages: message.nestedType,
    };
    this.#members(holder, message);
    this.#extensionRanges(fullName, message.extensionRange);
    this.#reserved(message.reservedRange.map(exclusiveRange), message.reservedName);
  }

  /** Members of a message or a file; the fields of a oneof and of an extended type together. */
  #members(holder: Holder, message?: MessageDescriptor): void {
    const pending = membersInOrder(holder);
    for (let member = pending.shift(); member !== undefined; member = pending.shift()) {
      if (member.kind === 'message') {
        this.#out.gap();
        this.#message(holder.fullName, member.message);
        this.#out.gap();
        continue;
      }
      const oneof = member.kind === 'field' ? realOneof(member.field) : undefined;
      const isSame = (other: Member): boolean => belongsTogether(member, other);
      const count = pending.findIndex((other) => !isSame(other));
      const together = [member, ...pending.splice(0, count === -1 ? pending.length : count)];
      if (oneof === undefined) {
        this.#fieldsOrExtend(holder.fullName, together);
      } else {
        this.#oneof(holder.fullName, together, message?.oneofDecl[oneof]);
      }
    }
  }

  #fieldsOrExtend(scope: string, members: readonly Member[]): void {
    const [first] = members;
    if (first?.kind !== 'extension') {
      this.#fields(scope, members, false);
      return;
    }
    const extendee = typeReference(this.#pool, first.field.extendee ?? '.unknown', scope);
    this.#out.gap();
    this.#out.block(`extend ${extendee}`, () => {
      this.#fields(scope, members, false);
    });
    this.#out.gap();
  }

  #oneof(
    scope: string,
    members: readonly Member[],
    oneof: MessageDescriptor['oneofDecl'][number] | undefined,
  ): void {
    this.#out.block(`oneof ${identifier(oneof?.name ?? 'unknown')}`, () => {
      this.#optionStatements({ type: 'OneofOptions', bytes: oneof?.options, scope });
      this.#fields(scope, members, true);
    });
  }

  #fields(scope: string, members: readonly Member[], isInOneof: boolean): void {
    for (const member of members) {
      if (member.kind !== 'message') {
        this.#field(scope, member.field, { own: member.own, isInOneof });
      }
    }
  }

  #field(
    scope: string,
    field: FieldDescriptor,
    { own, isInOneof }: { own: MessageDescriptor | undefined; isInOneof: boolean },
  ): void {
    const around = { pool: this.#pool, path: this.#file.name, syntax: this.#file.syntax, scope };
    const { assignments, lost } = fieldOptions(around, field);
    this.#lost(lost);
    const isGroup = field.type === fieldTypes.group && own !== undefined;
    const entry = isGroup ? undefined : own;
    const head = fieldHead(around, field, { entry, isInOneof }) + compactOptions(assignments);
    if (!isGroup) {
      this.#out.line(`${head};`);
      return;
    }
    this.#out.block(head, () => {
      this.#messageBody(inScope(scope, own.name), own);
    });
  }

  #extensionRanges(scope: string, ranges: readonly RangeDescriptor[]): void {
    for (const range of ranges) {
      const { assignments, lost } = this.#print({
        type: 'ExtensionRangeOptions',
        bytes: range.options,
        scope,
      });
      this.#lost(lost);
      this.#out.line(`extensions ${exclusiveRange(range)}${compactOptions(assignments)};`);
    }
  }

  #reserved(ranges: readonly string[], names: readonly string[]): void {
    if (ranges.length > 0) {
      this.#out.line(`reserved ${ranges.join(', ')};`);
    }
    if (names.length > 0) {
      const isEdition = this.#file.syntax === 'editions';
      this.#out.line(`reserved ${names.map(isEdition ? identifier : quotedText).join(', ')};`);
    }
  }

  #enum(scope: string, type: EnumDescriptor): void {
    const visibility = visibilities.get(type.visibility) ?? '';
    const inner = inScope(scope, type.name);
    this.#out.block(`${visibility}enum ${identifier(type.name)}`, () => {
      this.#optionStatements({ type: 'EnumOptions', bytes: type.options, scope: inner });
      for (const { name, number, options } of type.value) {
        const { assignments, lost } = this.#print({
          type: 'EnumValueOptions',
          bytes: options,
          scope: inner,
        });
        this.#lost(lost);
        this.#out.line(`${identifier(name)} = ${number}${compactOptions(assignments)};`);
      }
      this.#reserved(type.reservedRange.map(inclusiveRange), type.reservedName);
    });
  }

  #service(scope: string, service: ServiceDescriptor): void {
    const inner = inScope(scope, service.name);
    this.#out.block(`service ${identifier(service.name)}`, () => {
      this.#optionStatements({ type: 'ServiceOptions', bytes: service.options, scope: inner });
      for (const method of service.method) {
        this.#method(inner, method);
      }
    });
  }

  #method(scope: string, method: MethodDescriptor): void {
    const { name, inputType, outputType, options, clientStreaming, serverStreaming } = method;
    const type = (full: string, isStream: boolean): string =>
      `(${isStream ? 'stream ' : ''}${typeReference(this.#pool, full, scope)})`;
    const head =
      `rpc ${identifier(name)}${type(inputType, clientStreaming)} ` +
      `returns ${type(outputType, serverStreaming)}`;
    if (options === undefined) {
      this.#out.line(`${head};`);
      return;
    }
    this.#out.block(head, () => {
      this.#optionStatements({ type: 'MethodOptions', bytes: options, scope });
    });
  }

  #optionStatements(options: OptionStatements): void {
    const { assignments, lost } = this.#print(options);
    this.#lost(lost);
    for (const assignment of assignments) {
      this.#out.line(`option ${assignment};`);
    }
  }

  #print(options: OptionStatements): PrintedOptions {
    return printOptions({ pool: this.#pool, path: this.#file.name, ...options });
  }

  #lost(numbers: readonly number[]): void {
    if (numbers.length > 0) {
      this.#isComplete = false;
      this.#out.line(`// Options that can't be written here, by number: ${numbers.join(', ')}`);
    }
  }
}

function syntaxLine({ syntax, edition }: FileDescriptor): string {
  if (syntax !== 'editions') {
    return `syntax = ${quotedText(syntax ?? 'proto2')};`;
  }
  const known = [...editionNumbers].find(([, number]) => number === edition);
  return `edition = ${quotedText(known?.[0] ?? String(edition))};`;
}

/** The oneof that a file writes; that of a field with `optional` in proto3 is made for it. */
function realOneof({ oneofIndex, proto3Optional }: FieldDescriptor): number | undefined {
  return proto3Optional ? undefined : oneofIndex;
}

function belongsTogether(first: Member, other: Member): boolean {
  if (first.kind === 'field' && other.kind === 'field') {
    return realOneof(first.field) === realOneof(other.field);
  }
  return (
    first.kind === 'extension' &&
    other.kind === 'extension' &&
    first.field.extendee === other.field.extendee
  );
}

/** The end of a message set's numbers is beyond that of others. */
function exclusiveRange({ start, end }: RangeDescriptor): string {
  return rangeText(start, end >= maxRangeEnd ? 'max' : end - 1);
}

function inclusiveRange({ start, end }: RangeDescriptor): string {
  return rangeText(start, end === maxInt32 ? 'max' : end);
}

function rangeText(start: number, end: number | 'max'): string {
  return start === end ? String(start) : `${start} to ${end}`;
}

function quotedText(text: string): string {
  return quoted(encodeUtf8(text));
}
