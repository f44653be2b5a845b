import type { ApolloServerOptions, BaseContext } from '@apollo/server';

type Result = Parameters<NonNullable<ApolloServerOptions<BaseContext>['stringifyResult']>>[0];
type Data = NonNullable<Result['data']>;

const written = new WeakMap<Data, Buffer>();

/** Stands for an answer's data that are written already: JSON in UTF-8. */
export function writtenData(json: Buffer): Data {
  const data: Data = {};
  written.set(data, json);
  return data;
}

/** An answer as JSON, as Apollo writes it, with the data that are written already. */
export function stringifyResult({ errors, data, extensions }: Result): string {
  const json = data ? written.get(data) : undefined;
  if (json === undefined) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`;
  const behind = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`;
  return `{${before}"data":${json.toString()}${behind}}\n`;
}
