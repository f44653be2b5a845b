import { enumKey, integer, list, record, text } from '../../json/decode.js';

/** Keys under which answers say why they refuse, without case and separators. */
const REASONS: ReadonlySet<string> = new Set([
  ...['message', 'msg', 'error', 'errors', 'reason', 'title', 'detail', 'details'],
  ...['desc', 'description', 'errdesc', 'errordescription', 'errormessage'],
]);
const STATUSES: ReadonlySet<string> = new Set(['status', 'statuscode', 'code', 'errorcode']);
const TOO_MANY_REQUESTS = 429;

/** In English, Polish, Russian and Hebrew. */
const WORDS = [
  /too[ _-]?(many|frequent)|throttl|quota|slow[ _-]?down|concurrent[ _-]?request/i,
  /\b(rate|request|call|quer(y|ie)|api|usage)s?[ _-]*limit/i,
  /\blimit\w*\b.{0,40}(exceed|reach|request)|(exceed|reach)\w*\b.{0,40}[ _]limit/i,
  /zbyt (wiele|du[żz]o|cz[ęe]st)|za du[żz]o|limit.{0,40}(zapyta|[żz][ąa]da|przekrocz|wyczerp)|przekrocz.{0,40}limit/i,
  /слишком (много|часто)|лимит.{0,40}(запрос|превыш|исчерп)|(превыш|исчерп).{0,40}(лимит|запрос)/i,
  /יותר מדי|חריגה.{0,40}בקשות/,
];

/**
 * Whether the body of a refusal says that there were too many requests, rather than that they aren't allowed: in
 * words, or by the status 429. Providers answer so under other statuses than 429, and a limit that is taken for
 * refused credentials costs everything that is kept for outages.
 */
export function saysRateLimit(body: unknown): boolean {
  return reasonsOf(body).some((reason) => WORDS.some((words) => words.test(reason))) || namesStatus(body);
}

function reasonsOf(body: unknown): readonly string[] {
  const fields = record(body);
  if (fields === null) return [text(body) ?? ''];
  return Object.entries(fields)
    .filter(([key]) => REASONS.has(enumKey(key)))
    .flatMap(([, value]) =>
      typeof value === 'object' ? list(value).flatMap(innerReasons) : [text(value) ?? ''],
    );
}

/** Of an error that is an object of its own, or one of a list. */
function innerReasons(value: unknown): readonly string[] {
  const fields = record(value);
  return Object.values(fields ?? { value }).map((item) => text(item) ?? '');
}

function namesStatus(body: unknown): boolean {
  return Object.entries(record(body) ?? {}).some(
    ([key, value]) => STATUSES.has(enumKey(key)) && integer(value) === TOO_MANY_REQUESTS,
  );
}
