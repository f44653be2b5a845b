/** A canary in every form in which it may be written. */
function formsOf(canary: string): readonly string[] {
  const escaped = JSON.stringify(canary).slice(1, -1);
  const unicode = canary.replaceAll(
    /./gsu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [
    canary,
    encodeURIComponent(canary),
    encodeURIComponent(canary).replaceAll('%20', '+'),
    encodeURIComponent(encodeURIComponent(canary)),
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    unicode,
    Buffer.from(canary).toString('hex'),
    ...[0, 1, 2].flatMap((offset) => base64At(canary, offset)),
  ];
}

/** The part of its base64 that doesn't depend on the surrounding text, if it starts so many bytes after a triple. */
function base64At(canary: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(canary)]);
  const text = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  const whole = text.slice(offset === 0 ? 0 : 4);
  return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
}

/** The canaries that a text contains in any form. */
export function foundIn(text: string, canaries: readonly string[]): readonly string[] {
  return canaries.filter((canary) => formsOf(canary).some((form) => form !== '' && text.includes(form)));
}
