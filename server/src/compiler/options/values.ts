/**
 * Messages as values, for options: fields by number, so that setting twice merges as the wire
 * format does, and writing is in the order of the numbers.
 */
import type { ProtoSymbol } from '../link/model.ts';
import type { OptionNode } from '../syntax/ast.ts';

/**
 * One value. Integers and enums are bigint (an enum its number), floating point is number, strings
 * and bytes are their bytes.
 */
export type ScalarValue = bigint | number | boolean | Uint8Array;

export type FieldValue = ScalarValue | MessageValue;

/** A field with what it holds: one value, or the elements of a repeated field in order. */
export interface FieldEntry {
  readonly field: ProtoSymbol;
  readonly values: FieldValue[];
}

/** A message under construction; finished, it is not written to any more. */
export class MessageValue {
  readonly type: ProtoSymbol;
  /** By field number. An absent field has no entry. */
  readonly fields = new Map<number, FieldEntry>();
  /** Whether it is the value of a `PlacedOption`, which later options do not change. */
  isPlaced = false;

  constructor(type: ProtoSymbol) {
    this.type = type;
  }

  entryOf(field: ProtoSymbol): FieldEntry | undefined {
    return this.fields.get(field.field?.number ?? 0);
  }

  /** The values of the field of that name, none when it is not set. */
  valuesOf(name: string): readonly FieldValue[] {
    for (const { field, values } of this.fields.values()) {
      if (field.name === name && field.kind === 'field') {
        return values;
      }
    }
    return [];
  }

  /** Appends to a repeated field, sets a singular one, and takes the place of its oneof's member. */
  add(field: ProtoSymbol, value: FieldValue): void {
    const facts = field.field;
    if (facts?.number === undefined) {
      return;
    }
    const entry = this.fields.get(facts.number);
    if (entry !== undefined && facts.label === 'repeated') {
      entry.values.push(value);
      return;
    }
    if (facts.oneof !== undefined) {
      this.#clearOneof(facts.oneof);
    }
    this.fields.set(facts.number, { field, values: [value] });
  }

  /** The message in a singular field, to be written to; made when it is absent. */
  child(field: ProtoSymbol, type: ProtoSymbol): MessageValue {
    const present = this.entryOf(field)?.values[0];
    if (present instanceof MessageValue && !present.isPlaced) {
      return present;
    }
    const made = present instanceof MessageValue ? present.clone() : new MessageValue(type);
    this.add(field, made);
    return made;
  }

  /** A copy that shares nothing that can be written to. */
  clone(): MessageValue {
    const copy = new MessageValue(this.type);
    for (const [number, { field, values }] of this.fields) {
      const copies = values.map((one) => (one instanceof MessageValue ? one.clone() : one));
      copy.fields.set(number, { field, values: copies });
    }
    return copy;
  }

  #clearOneof(oneof: ProtoSymbol): void {
    for (const [number, { field }] of this.fields) {
      if (field.field?.oneof === oneof) {
        this.fields.delete(number);
      }
    }
  }
}

/** One option as written, and where its value went in the options message. */
export interface PlacedOption {
  readonly node: OptionNode;
  /** Field numbers from the options message on, then the index for a repeated field. */
  readonly path: readonly number[];
  /** The fields that its name leads through, the last one holds the value. */
  readonly fields: readonly ProtoSymbol[];
  readonly value: FieldValue;
}

/** All options of one element. */
export interface InterpretedOptions {
  readonly value: MessageValue;
  readonly placed: readonly PlacedOption[];
}
