const QUERIES = { _service: '{ _service { sdl } }', _sdl: '{ _sdl }' } as const;

/**
 * The schema that a service returns in `_service` for federated gateways, or in `_sdl` for stitched ones. Rejects with
 * the service's errors if it doesn't.
 */
export async function readSdl(
  url: string,
  field: keyof typeof QUERIES,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: QUERIES[field] }),
  });
  const body: unknown = await response.json();
  const answer = member(member(body, 'data'), field);
  const sdl = field === '_service' ? member(answer, 'sdl') : answer;
  if (typeof sdl !== 'string') {
    throw new Error(`${url} returns no ${field}: ${JSON.stringify(member(body, 'errors'))}`);
  }
  return sdl;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
