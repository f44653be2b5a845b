/** Explains why quotes around a value are rejected; no setting needs them. */
export const WITHOUT_QUOTES =
  'without surrounding quotes, which docker run --env-file passes on as part of the value';

/** Whether a value has surrounding quotes, which a shell would have removed. */
export function isQuoted(value: string): boolean {
  return /^(["'])[^]*\1$/.test(value) && value.length > 1;
}
