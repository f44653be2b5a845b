import { ValidateBy } from 'class-validator';

/** The origins of a list, or of a text with commas between them; null where one isn't an origin as browsers send it. */
export function originsOf(value: unknown): readonly string[] | null {
  const items: unknown[] | null = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',').map((item) => item.trim())
      : null;
  const origins = items?.filter((item) => typeof item === 'string').filter(isOrigin);
  return origins !== undefined && origins.length === items?.length ? origins : null;
}

function isOrigin(text: string): boolean {
  return /^https?:[^*]+$/.test(text) && URL.parse(text)?.origin === text;
}

/** What `originsOf` understands. */
export function Origins(): PropertyDecorator {
  return ValidateBy({
    name: 'origins',
    validator: {
      validate: (value) => originsOf(value) !== null,
      defaultMessage: () =>
        'a list of origins such as https://app.example.com, without a path or a slash at the end',
    },
  });
}
