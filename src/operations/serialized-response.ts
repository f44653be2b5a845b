import type { ApolloServerOptions, BaseContext } from '@apollo/server';

type Result = Parameters<NonNullable<ApolloServerOptions<BaseContext>['stringifyResult']>>[0];
type Data = NonNullable<Result['data']>;

const written = new WeakMap<Data, readonly Uint8Array[]>();

/** Stands for an answer's data that are written already: JSON in UTF-8, one behind the other. */
export function writtenData(json: readonly Uint8Array[]): Data {
  const data: Data = {};
  written.set(data, json);
  return data;
}

/** Answers on their way through Apollo, by what stands for them there. */
const inFlight = new Map<string, Buffer>();
let count = 0;

/**
 * An answer as JSON, as Apollo writes it. Where its data are written already, what stands for the answer until
 * `takeAnswer`: Apollo takes no bytes, and to make a text of them, and bytes of that, costs as much as to write them.
 */
export function stringifyResult({ errors, data, extensions }: Result): string {
  const json = data ? written.get(data) : undefined;
  if (json === undefined) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const name = `answer ${String((count += 1))}`;
  inFlight.set(name, answerOf(json, errors, extensions));
  return name;
}

/** An answer whose data are written already, as Apollo writes it, in UTF-8. */
export function answerOf(
  data: readonly Uint8Array[],
  errors: Result['errors'],
  extensions: Result['extensions'],
): Buffer {
  const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`;
  const behind = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`;
  return Buffer.concat([Buffer.from(`{${before}"data":`), ...data, Buffer.from(`${behind}}\n`)]);
}

/** The answer, in UTF-8, that this text of `stringifyResult` stands for, once; the text if it is the answer. */
export function takeAnswer(text: string): string | Buffer {
  const answer = inFlight.get(text);
  if (answer !== undefined) inFlight.delete(text);
  return answer ?? text;
}
