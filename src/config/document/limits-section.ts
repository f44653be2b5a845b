import { WholeNumber } from './setting-rules.js';
import type { LimitSettings } from '../settings.js';

/** What one operation may be and cost at most, as an operator writes it. */
export class LimitsSection {
  @WholeNumber('tokens', 100, 100_000) tokens: number | string = 2000;
  @WholeNumber('levels', 1, 1000) depth: number | string = 20;
  @WholeNumber('fields', 1, 100_000) fields: number | string = 500;
  @WholeNumber('fields', 1, 100_000) rootFields: number | string = 50;
  @WholeNumber('aliases', 0, 100_000) aliases: number | string = 100;
  @WholeNumber('directives', 0, 100_000) directives: number | string = 50;
  @WholeNumber('requests', 1, 1_000_000) requests: number | string = 1500;
  @WholeNumber('values', 1, 100_000_000) values: number | string = 250_000;
}

/** The limits that a section means, which has been read without a problem. */
export function limitsOf(section: LimitsSection): LimitSettings {
  return {
    tokens: Number(section.tokens),
    depth: Number(section.depth),
    fields: Number(section.fields),
    rootFields: Number(section.rootFields),
    aliases: Number(section.aliases),
    directives: Number(section.directives),
    requests: Number(section.requests),
    values: Number(section.values),
  };
}
