import type { GraphQLAnswer, Switchboard } from '../../support/a-switchboard.js';

/** A response with its status. */
export interface Sent extends GraphQLAnswer<Readonly<Record<string, unknown>>> {
  readonly status: number;
}

/** Posts a body to the graph. */
export async function send({ url }: Switchboard, body: unknown): Promise<Sent> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { ...JSON.parse(await response.text()), status: response.status };
}

/** The response to an operation beyond a limit: only this error, with status 400. */
export function refused(message: string, details: object = {}): Sent {
  return { status: 400, errors: [{ message, extensions: { code: 'BAD_USER_INPUT', ...details } }] };
}
