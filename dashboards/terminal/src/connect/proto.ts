// SPDX-License-Identifier: Apache-2.0
// Messages of terminal.proto by field number, on protobuf-es' wire codec. Its generated messages with
// their runtime are 20 kB more for a phone to load; tests hold these to them, byte for byte, and to
// the golden files that the server decodes too.
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

// A message being written: its fields in ascending order, defaults left out, as proto3 has it.
export class Writer {
  private readonly out = new BinaryWriter();

  // int64, uint32, uint64, enum.
  number(field: number, value: number | bigint): this {
    if (BigInt(value) === 0n) return this;
    this.out.tag(field, WireType.Varint).int64(BigInt.asIntN(64, BigInt(value)));
    return this;
  }

  bool(field: number, value: boolean): this {
    return this.number(field, value ? 1 : 0);
  }

  fixed64(field: number, value: bigint): this {
    if (value !== 0n) this.out.tag(field, WireType.Bit64).fixed64(value);
    return this;
  }

  chunk(field: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.bytes(field, value);
  }

  text(field: number, value: string): this {
    if (value !== "") this.out.tag(field, WireType.LengthDelimited).string(value);
    return this;
  }

  // A message stands even where it is empty.
  message(field: number, value: Writer): this {
    return this.bytes(field, value.finish());
  }

  bytes(field: number, value: Uint8Array): this {
    this.out.tag(field, WireType.LengthDelimited).bytes(value);
    return this;
  }

  finish(): Uint8Array {
    return this.out.finish();
  }
}

type Value = bigint | Uint8Array;

// A message read: its fields by number; fields that nobody asks for are left alone. Throws where the
// bytes are no message or a field is of another kind.
export class Fields {
  private readonly values = new Map<number, Value[]>();

  constructor(bytes: Uint8Array) {
    const from = new BinaryReader(bytes);
    while (from.pos < from.len) {
      const [field, kind] = from.tag();
      const value = readValue(from, field, kind);
      if (value === null) continue;
      const before = this.values.get(field);
      if (before) before.push(value);
      else this.values.set(field, [value]);
    }
  }

  has(field: number): boolean {
    return this.values.has(field);
  }

  big(field: number): bigint {
    const value = this.values.get(field)?.at(-1) ?? 0n;
    if (typeof value !== "bigint") throw new TypeError(`field ${field} is no number`);
    return value;
  }

  number(field: number): number {
    return Number(this.big(field));
  }

  // int64: may be below zero.
  signed(field: number): number {
    return Number(BigInt.asIntN(64, this.big(field)));
  }

  bool(field: number): boolean {
    return this.big(field) !== 0n;
  }

  private chunks(field: number): Uint8Array[] {
    return (this.values.get(field) ?? []).map((value) => {
      if (typeof value === "bigint") throw new TypeError(`field ${field} is no chunk`);
      return value;
    });
  }

  chunk(field: number): Uint8Array {
    return (this.chunks(field).at(-1) ?? new Uint8Array()).slice();
  }

  text(field: number): string {
    return new TextDecoder("utf-8", { fatal: true }).decode(this.chunk(field));
  }

  texts(field: number): string[] {
    return this.chunks(field).map((chunk) => new TextDecoder().decode(chunk));
  }

  message(field: number): Fields {
    return new Fields(this.chunk(field));
  }

  messages(field: number): Fields[] {
    return this.chunks(field).map((chunk) => new Fields(chunk));
  }

  // Repeated uint32: packed, or one by one.
  numbers(field: number): number[] {
    return (this.values.get(field) ?? []).flatMap((value) => {
      if (typeof value === "bigint") return [Number(value)];
      const packed: number[] = [];
      const from = new BinaryReader(value);
      while (from.pos < from.len) packed.push(from.uint32());
      return packed;
    });
  }

  double(field: number): number {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setBigUint64(0, this.big(field));
    return bits.getFloat64(0);
  }
}

// Kinds that terminal.proto does not use are skipped.
function readValue(from: BinaryReader, field: number, kind: WireType): Value | null {
  switch (kind) {
    case WireType.Varint:
      return BigInt(from.uint64());
    case WireType.Bit64:
      return BigInt(from.fixed64());
    case WireType.LengthDelimited:
      return from.bytes();
    default:
      from.skip(kind, field);
      return null;
  }
}
