/** A field of a message in protobuf's wire format: a varint or bytes. Fixed-size numbers are also bytes. */
interface Field {
  readonly field: number;
  readonly value: number | Buffer;
}

/** All fields of a message, in order. */
export function fieldsOf(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const bytes = (length: number) => message.subarray(at, (at += length));
  while (at < message.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (tag % 8 === 0) fields.push({ field, value: varint() });
    else if (tag % 8 === 1) fields.push({ field, value: bytes(8) });
    else if (tag % 8 === 5) fields.push({ field, value: bytes(4) });
    else fields.push({ field, value: bytes(varint()) });
  }
  return fields;
}

/** The bytes of all fields with this number. */
export function partsIn(message: Buffer, number: number): readonly Buffer[] {
  return fieldsOf(message).flatMap(({ field, value }) =>
    field === number && typeof value !== 'number' ? [value] : [],
  );
}

export function textIn(message: Buffer, number: number): string {
  return partsIn(message, number)[0]?.toString() ?? '';
}

export function numberIn(message: Buffer, number: number): number {
  return Number(fieldsOf(message).find(({ field }) => field === number)?.value);
}
