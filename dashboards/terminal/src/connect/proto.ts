// SPDX-License-Identifier: Apache-2.0
// The few parts of protobuf's encoding that terminal.proto uses, by hand: the generated code with
// its runtime is more than everything else on a cheap phone. Tests hold it to the generated code,
// byte for byte, and to the golden files that the server decodes too.

// A message being written: its fields in ascending order, defaults left out, as proto3 has it.
export class Writer {
  private readonly bytes: number[] = [];

  private varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 128n) {
      this.bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.bytes.push(Number(rest));
  }

  // int64, uint32, uint64, enum.
  number(field: number, value: number | bigint): this {
    if (BigInt(value) === 0n) return this;
    this.varint(field << 3);
    this.varint(value);
    return this;
  }

  bool(field: number, value: boolean): this {
    return this.number(field, value ? 1 : 0);
  }

  fixed64(field: number, value: bigint): this {
    if (value === 0n) return this;
    this.varint((field << 3) | 1);
    for (let shift = 0n; shift < 64n; shift += 8n) this.bytes.push(Number((value >> shift) & 255n));
    return this;
  }

  chunk(field: number, value: ArrayLike<number>): this {
    if (value.length === 0) return this;
    return this.put(field, value);
  }

  text(field: number, value: string): this {
    return this.chunk(field, new TextEncoder().encode(value));
  }

  // A message stands even where it is empty.
  message(field: number, value: Writer): this {
    return this.put(field, value.bytes);
  }

  private put(field: number, value: ArrayLike<number>): this {
    this.varint((field << 3) | 2);
    this.varint(value.length);
    for (let at = 0; at < value.length; at += 1) this.bytes.push(value[at] ?? 0);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

type Value = bigint | Uint8Array;

// A message read: its fields by number; fields that nobody asks for are left alone. Throws a
// RangeError or TypeError where the bytes are no message or a field is of another kind.
export class Fields {
  private readonly values = new Map<number, Value[]>();

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    function varint(): bigint {
      let value = 0n;
      for (let shift = 0n; shift < 70n; shift += 7n) {
        const byte = view.getUint8(at);
        at += 1;
        value |= BigInt(byte & 127) << shift;
        if (byte < 128) return BigInt.asUintN(64, value);
      }
      throw new RangeError("a varint of more than ten bytes");
    }
    function value(kind: number): Value {
      if (kind === 0) return varint();
      const length = kind === 1 ? 8 : kind === 5 ? 4 : kind === 2 ? Number(varint()) : -1;
      if (length < 0 || at + length > bytes.length) throw new RangeError("a field beyond the end");
      at += length;
      const chunk = bytes.subarray(at - length, at);
      return kind === 1 ? view.getBigUint64(at - 8, true) : chunk;
    }
    while (at < bytes.length) {
      const tag = Number(varint());
      const field = Math.floor(tag / 8);
      if (field === 0) throw new RangeError("no field has number 0");
      const read = value(tag % 8);
      const before = this.values.get(field);
      if (before) before.push(read);
      else this.values.set(field, [read]);
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
      let number = 0;
      let scale = 1;
      for (const byte of value) {
        number += (byte & 127) * scale;
        scale *= 128;
        if (byte >= 128) continue;
        packed.push(number);
        number = 0;
        scale = 1;
      }
      return packed;
    });
  }

  double(field: number): number {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setBigUint64(0, this.big(field));
    return bits.getFloat64(0);
  }
}
