/** Writes D-Bus messages byte by byte, right or wrong, in either byte order. */

export class WireWriter {
  readonly #littleEndian: boolean;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(littleEndian = true) {
    this.#littleEndian = littleEndian;
  }

  get buffer(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  raw(bytes: Buffer): this {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    return this;
  }

  align(to: number): this {
    return this.raw(Buffer.alloc((to - (this.#length % to)) % to));
  }

  byte(value: number): this {
    return this.raw(Buffer.of(value));
  }

  uint32(value: number): this {
    return this.align(4).raw(this.#uint32(value));
  }

  uint64(value: bigint): this {
    const bytes = Buffer.alloc(8);
    if (this.#littleEndian) bytes.writeBigUInt64LE(value);
    else bytes.writeBigUInt64BE(value);
    return this.align(8).raw(bytes);
  }

  text(value: string | Buffer): this {
    const bytes = Buffer.from(value);
    return this.uint32(bytes.length).raw(bytes).byte(0);
  }

  signature(value: string): this {
    return this.byte(value.length).raw(Buffer.from(value)).byte(0);
  }

  /** An array whose elements `write` puts into this writer. */
  array(alignment: number, write: (elements: this) => void): this {
    this.align(4);
    const index = this.#chunks.push(Buffer.alloc(4)) - 1;
    this.#length += 4;
    this.align(alignment);
    const start = this.#length;
    write(this);
    this.#chunks[index] = this.#uint32(this.#length - start);
    return this;
  }

  #uint32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.#littleEndian) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  }
}

export interface RawField {
  readonly code: number;
  readonly signature: string;
  readonly value: string | number;
}

export interface RawMessage {
  readonly littleEndian?: boolean;
  readonly type?: number;
  readonly flags?: number;
  readonly version?: number;
  readonly serial: number;
  readonly fields: readonly RawField[];
  readonly body?: Buffer;
}

export interface Addressed {
  readonly path?: string | undefined;
  readonly interface?: string | undefined;
  readonly member?: string | undefined;
  readonly destination?: string | undefined;
  readonly replySerial?: number | undefined;
  readonly signature?: string | undefined;
}

/** The header fields of the specification, by name. */
export function headerFields(names: Addressed): RawField[] {
  const fields: [number, string, string | number | undefined][] = [
    [1, 'o', names.path],
    [2, 's', names.interface],
    [3, 's', names.member],
    [5, 'u', names.replySerial],
    [6, 's', names.destination],
    [8, 'g', names.signature],
  ];
  return fields.flatMap(([code, signature, value]) => (value === undefined ? [] : [{ code, signature, value }]));
}

/** The bytes of a whole message. */
export function frame(message: RawMessage): Buffer {
  const { littleEndian = true, type = 1, flags = 0, version = 1, body: given } = message;
  const body: Buffer = given ?? Buffer.alloc(0);
  const writer = new WireWriter(littleEndian);
  writer
    .byte((littleEndian ? 'l' : 'B').charCodeAt(0))
    .byte(type)
    .byte(flags)
    .byte(version);
  writer.uint32(body.length).uint32(message.serial);
  writer.array(8, (elements) => {
    for (const field of message.fields) writeField(elements, field);
  });
  return writer.align(8).raw(body).buffer;
}

function writeField(writer: WireWriter, { code, signature, value }: RawField): void {
  writer.align(8).byte(code).signature(signature);
  if (signature === 'g') writer.signature(String(value));
  else if (typeof value === 'number') writer.uint32(value);
  else writer.text(value);
}
