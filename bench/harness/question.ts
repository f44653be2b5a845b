import { API_KEY } from './api-key.ts';
import { fieldsOf } from './values.ts';

/** A GraphQL operation as it is sent. */
export interface Question {
  /** Absent if the operation has no name. */
  readonly operationName?: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The `data` of a response; rejects if its status isn't 200, it isn't JSON or it has errors. */
export async function answerOf(url: string, question: Question): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': API_KEY },
    body: JSON.stringify(question),
  });
  const { data, errors } = fieldsOf(await response.json());
  if (!response.ok || errors !== undefined || data === undefined) {
    throw new Error(`${url} answered ${response.status}: ${JSON.stringify(errors)}`);
  }
  return data;
}
