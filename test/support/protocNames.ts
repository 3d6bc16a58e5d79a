import { fromBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProto_Type,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

/** Where a name stands, in characters. */
export interface NamePlace {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A place that names a message or enum, as a type, an extendee, a request or a response. */
export interface TypeName {
  readonly place: NamePlace;
  /** Of the message or enum. */
  readonly fullName: string;
}

/** What protoc's descriptors, with source info, tell of names. */
export interface ProtocNames {
  /** Of messages and enums, by full name. */
  readonly definitions: ReadonlyMap<string, NamePlace>;
  readonly uses: readonly TypeName[];
}

type Path = readonly number[];

/**
 * Reads the descriptors of files whose text is ASCII without tabs, where protoc's columns are
 * characters. The paths of source info are made of field numbers of `descriptor.proto`.
 */
export function protocNames(
  descriptors: ReadonlyMap<string, Uint8Array>,
  texts: ReadonlyMap<string, string>,
): ProtocNames {
  const definitions = new Map<string, NamePlace>();
  const uses: TypeName[] = [];
  for (const [path, bytes] of descriptors) {
    const text = texts.get(path) ?? '';
    if (/^[\x20-\x7e\r\n]*$/.test(text)) {
      new FileNames(fromBinary(FileDescriptorProtoSchema, bytes), text, {
        definitions,
        uses,
      }).read();
    }
  }
  return { definitions, uses };
}

interface Found {
  readonly definitions: Map<string, NamePlace>;
  readonly uses: TypeName[];
}

class FileNames {
  readonly #file: FileDescriptorProto;
  readonly #text: string;
  readonly #found: Found;
  readonly #places: ReadonlyMap<string, NamePlace>;

  constructor(file: FileDescriptorProto, text: string, found: Found) {
    this.#file = file;
    this.#text = text;
    this.#found = found;
    this.#places = placesOf(file, text);
  }

  read(): void {
    const { messageType, enumType, extension, service, package: scope } = this.#file;
    messageType.forEach((one, index) => this.#message(one, scope, [4, index]));
    enumType.forEach(({ name }, index) => this.#define(inside(scope, name), [5, index]));
    extension.forEach((field, index) => this.#field(field, [7, index]));
    service.forEach(({ method }, index) => {
      method.forEach(({ inputType, outputType }, number) => {
        this.#use(inputType, [6, index, 2, number, 2]);
        this.#use(outputType, [6, index, 2, number, 3]);
      });
    });
  }

  #message(message: DescriptorProto, scope: string, path: Path): void {
    const name = inside(scope, message.name);
    this.#define(name, path);
    const entries = new Map<string, string>(
      message.nestedType
        .filter(({ options }) => options?.mapEntry === true)
        .map((entry) => [`.${name}.${entry.name}`, entry.field[1]?.typeName ?? ''] as const),
    );
    message.field.forEach((field, index) => {
      const valueType = entries.get(field.typeName);
      if (valueType === undefined) {
        this.#field(field, [...path, 2, index]);
      } else {
        this.#mapValue(valueType, [...path, 2, index]);
      }
    });
    message.extension.forEach((field, index) => this.#field(field, [...path, 6, index]));
    message.nestedType.forEach((one, index) => this.#message(one, name, [...path, 3, index]));
    message.enumType.forEach((one, index) => {
      this.#define(inside(name, one.name), [...path, 4, index]);
    });
  }

  #field(field: FieldDescriptorProto, path: Path): void {
    // A group defines what it names.
    if (field.type !== FieldDescriptorProto_Type.GROUP) {
      this.#use(field.typeName, [...path, 6]);
    }
    this.#use(field.extendee, [...path, 2]);
  }

  /** The entry of a map is generated: only the field itself has a place. */
  #mapValue(typeName: string, path: Path): void {
    const field = this.#places.get(path.join());
    const written = field && this.#text.slice(field.start, field.end);
    const value = written === undefined ? null : /^map\s*<\s*\w+\s*,\s*([\w.]+)/.exec(written);
    if (field !== undefined && value !== null && typeName !== '') {
      const end = field.start + value[0].length;
      const start = end - (value[1] ?? '').length;
      this.#found.uses.push({ place: { ...field, start, end }, fullName: typeName.slice(1) });
    }
  }

  #define(fullName: string, path: Path): void {
    const place = this.#places.get([...path, 1].join());
    if (place !== undefined) {
      this.#found.definitions.set(fullName, place);
    }
  }

  #use(typeName: string, path: Path): void {
    const place = this.#places.get(path.join());
    if (place !== undefined && typeName !== '') {
      this.#found.uses.push({ place, fullName: typeName.slice(1) });
    }
  }
}

/** By path of source info, joined by commas. */
function placesOf(
  { name: path, sourceCodeInfo }: FileDescriptorProto,
  text: string,
): ReadonlyMap<string, NamePlace> {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = (line: number | undefined, column = 0): number =>
    (starts[line ?? 0] ?? 0) + column;
  return new Map(
    sourceCodeInfo?.location.map(({ path: of, span: [line, column, third, fourth] }) => {
      const end = fourth === undefined ? offset(line, third) : offset(third, fourth);
      return [of.join(), { path, start: offset(line, column), end }];
    }),
  );
}

function inside(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
