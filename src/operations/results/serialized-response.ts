import type { GraphQLResponse } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';

type Data = Readonly<Record<string, unknown>>;

const written = new WeakMap<Data, readonly Uint8Array[]>();

/** A placeholder for a response's data that are already serialized: chunks of JSON in UTF-8, in order. */
export function serializedData(json: readonly Uint8Array[]): Record<string, unknown> {
  const data = {};
  written.set(data, json);
  return data;
}

/** Apollo's response in UTF-8 if its data are already serialized, else null: the text that Apollo writes lacks them. */
export function serializedBody(body: GraphQLResponse['body']): Buffer | null {
  if (body.kind !== 'single') return null;
  const { errors, data, extensions } = body.singleResult;
  const json = data ? written.get(data) : undefined;
  return json === undefined ? null : serializedResponse(json, errors, extensions);
}

/** A response whose data are already serialized, as Apollo writes it, in UTF-8. */
export function serializedResponse(
  data: readonly Uint8Array[],
  errors: readonly GraphQLFormattedError[] | undefined,
  extensions: Data | undefined,
): Buffer {
  const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`;
  const behind = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`;
  return Buffer.concat([Buffer.from(`{${before}"data":`), ...data, Buffer.from(`${behind}}\n`)]);
}
