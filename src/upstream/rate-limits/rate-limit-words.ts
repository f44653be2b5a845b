import { enumKey, integer, list, record, text } from '../../json/decode.js';

/** Keys of the reason in an error response, in lower case without separators. */
const REASONS: ReadonlySet<string> = new Set([
  ...['message', 'msg', 'error', 'errors', 'reason', 'title', 'detail', 'details'],
  ...['desc', 'description', 'errdesc', 'errordescription', 'errormessage'],
]);
const STATUSES: ReadonlySet<string> = new Set(['status', 'statuscode', 'code', 'errorcode']);
const TOO_MANY_REQUESTS = 429;

/** Phrases for an exceeded limit in English, Polish, Russian and Hebrew. */
const WORDS = [
  /too[ _-]?(many|frequent)|throttl|slow[ _-]?down|concurrent[ _-]?request|\brate[ _-]?limited\b/i,
  /(?<!(disk|storage)[ _-]?)quota(?![ _-]?setting)/i,
  /\b(rate|request|call|quer(y|ie)|api|usage)s?[ _-]*limit(?!s\b|ed\b)/i,
  /\blimit\w*\b.{0,40}(exceed|reach|(\d|\bof) (request|call)|\bper (second|minute|hour|day)\b)/i,
  // Bounded: an unbounded ending would be searched anew at each "exceed" of a long word.
  /(exceed|reach)\w{0,20}\b.{0,40}[ _]limit/i,
  /zbyt (wiele|du[żz]o|cz[ęe]st)|za du[żz]o|limit.{0,40}(zapyta|[żz][ąa]da|przekrocz|wyczerp)|przekrocz.{0,40}limit/i,
  /слишком (много|часто)|лимит.{0,40}(запрос|превыш|исчерп)|(превыш|исчерп).{0,40}(лимит|запрос)/i,
  /יותר מדי|חריגה.{0,40}בקשות/,
];

/**
 * Whether the body of a 4xx reports too many requests, in words or by the status 429, rather than rejected
 * credentials. Providers report limits with statuses other than 429, and rejected credentials would clear the
 * cache that outages are served from.
 */
export function saysRateLimit(body: unknown): boolean {
  return reasonsOf(body).some((reason) => WORDS.some((words) => words.test(reason))) || namesStatus(body);
}

/** The texts of the fields that give an error's reason, under any of their usual names; the body itself if it is a text. */
export function reasonsOf(body: unknown): readonly string[] {
  const fields = record(body);
  if (fields === null) return [text(body) ?? ''];
  return Object.entries(fields)
    .filter(([key]) => REASONS.has(enumKey(key)))
    .flatMap(([, value]) =>
      typeof value === 'object' ? list(value).flatMap(innerReasons) : [text(value) ?? ''],
    );
}

/** The reasons in an error that is itself an object, or an item of a list. */
function innerReasons(value: unknown): readonly string[] {
  const fields = record(value);
  return Object.values(fields ?? { value }).map((item) => text(item) ?? '');
}

function namesStatus(body: unknown): boolean {
  return Object.entries(record(body) ?? {}).some(
    ([key, value]) => STATUSES.has(enumKey(key)) && integer(value) === TOO_MANY_REQUESTS,
  );
}
