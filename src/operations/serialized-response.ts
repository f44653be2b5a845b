import type { ApolloServerOptions, BaseContext } from '@apollo/server';

type Result = Parameters<NonNullable<ApolloServerOptions<BaseContext>['stringifyResult']>>[0];
type Data = NonNullable<Result['data']>;

const written = new WeakMap<Data, readonly Uint8Array[]>();

/** A placeholder for a response's data that are already serialized: chunks of JSON in UTF-8, in order. */
export function serializedData(json: readonly Uint8Array[]): Data {
  const data: Data = {};
  written.set(data, json);
  return data;
}

/** Responses that are passing through Apollo, by their placeholder. */
const inFlight = new Map<string, Buffer>();
let count = 0;

/**
 * A response as JSON, as Apollo writes it. If its data are already serialized, returns a placeholder for `takeSerialized`:
 * Apollo accepts no bytes, and decoding and encoding them again would cost as much as serializing them.
 */
export function stringifyResult({ errors, data, extensions }: Result): string {
  const json = data ? written.get(data) : undefined;
  if (json === undefined) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const name = `response ${String((count += 1))}`;
  inFlight.set(name, serializedResponse(json, errors, extensions));
  return name;
}

/** A response whose data are already serialized, as Apollo writes it, in UTF-8. */
export function serializedResponse(
  data: readonly Uint8Array[],
  errors: Result['errors'],
  extensions: Result['extensions'],
): Buffer {
  const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`;
  const behind = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`;
  return Buffer.concat([Buffer.from(`{${before}"data":`), ...data, Buffer.from(`${behind}}\n`)]);
}

/** The response in UTF-8 for a placeholder of `stringifyResult`, once; any other text unchanged. */
export function takeSerialized(text: string): string | Buffer {
  const response = inFlight.get(text);
  if (response !== undefined) inFlight.delete(text);
  return response ?? text;
}
