import { isIP } from 'node:net';
import { ValidateBy } from 'class-validator';

/** The origins of a list, or of a text with commas between them; null if one isn't an origin as browsers send it. */
export function originsOf(value: unknown): readonly string[] | null {
  return listOf(value, (text) => /^https?:[^*]+$/.test(text) && URL.parse(text)?.origin === text);
}

/** The host names of such a list in lower case, without ports; null if one isn't a host name or an IP address. */
export function hostNamesOf(value: unknown): readonly string[] | null {
  const names = listOf(value, (text) => isIP(text) !== 0 || HOST_NAME.test(text));
  return names && names.map((name) => name.toLowerCase());
}

/** The addresses and networks (CIDR) of such a list; null if one is neither. */
export function networksOf(value: unknown): readonly string[] | null {
  return listOf(value, (text) => {
    const [address = '', bits, ...others] = text.split('/');
    const longest = isIP(address) === 6 ? 128 : 32;
    const isLength = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
    return isIP(address) !== 0 && isLength && others.length === 0;
  });
}

/** What `originsOf` understands. */
export function Origins(): PropertyDecorator {
  return list(
    'origins',
    'a list of origins such as https://app.example.com, without a path or a slash at the end',
    originsOf,
  );
}

/** What `hostNamesOf` understands. */
export function HostNames(): PropertyDecorator {
  return list(
    'hostNames',
    'a list of host names such as graph.example.com, without scheme or port',
    hostNamesOf,
  );
}

/** What `networksOf` understands. */
export function Networks(): PropertyDecorator {
  return list('networks', 'a list of IP addresses or networks such as 10.0.0.0/8', networksOf);
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

function listOf(value: unknown, isItem: (text: string) => boolean): readonly string[] | null {
  const items: unknown[] | null = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',').map((item) => item.trim())
      : null;
  const texts = items?.filter((item) => typeof item === 'string').filter(isItem);
  return texts !== undefined && texts.length === items?.length ? texts : null;
}

function list(
  name: string,
  expected: string,
  read: (value: unknown) => readonly string[] | null,
): PropertyDecorator {
  const validate = (value: unknown) => read(value) !== null;
  return ValidateBy({ name, validator: { validate, defaultMessage: () => expected } });
}
