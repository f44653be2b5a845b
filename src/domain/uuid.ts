const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The uuid in lower case; null if the text isn't one (RFC 9562). */
export function asUuid(value: string): string | null {
  const uuid = value.toLowerCase();
  return UUID.test(uuid) ? uuid : null;
}
