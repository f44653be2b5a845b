import { API_KEY } from '../harness/api-key.ts';
import type { Costs } from './costs.ts';
import type { FleetStage } from './stage.ts';

/** What the replicas' metrics tell at the end of a day, and how long one of them takes to tell it. */
export async function scrape({ replicas }: FleetStage): Promise<Costs> {
  const scrapes = await Promise.all(replicas.map(({ url }) => scrapeOne(new URL('/metrics', url))));
  const sum = (of: (scraped: (typeof scrapes)[number]) => number) =>
    scrapes.reduce((total, each) => total + of(each), 0);
  return [
    ['seconds of a scrape', Math.max(...scrapes.map(({ seconds }) => seconds))],
    ['MB of a scrape', sum(({ text }) => text.length) / 1_000_000 / replicas.length],
    ['requests to providers', sum(({ text }) => total(text, ''))],
    ['of them refused by a rate limit', sum(({ text }) => total(text, 'UPSTREAM_RATE_LIMITED'))],
    ['of them without an answer in time', sum(({ text }) => total(text, 'UPSTREAM_TIMEOUT'))],
    ['circuits open', sum(({ text }) => totalOf('switchboard_upstream_circuits', text, 'state="OPEN"'))],
  ];
}

async function scrapeOne(url: URL): Promise<{ readonly text: string; readonly seconds: number }> {
  const started = performance.now();
  const response = await fetch(url, { headers: { 'x-api-key': API_KEY } });
  const text = await response.text();
  return { text, seconds: (performance.now() - started) / 1000 };
}

function total(text: string, outcome: string): number {
  return totalOf('switchboard_upstream_requests_total', text, outcome);
}

/** The sum of a metric's samples whose labels have this text. */
function totalOf(name: string, text: string, label: string): number {
  const samples = text.matchAll(new RegExp(`^${name}{[^}]*${label}[^}]*} (\\S+)$`, 'gm'));
  return samples.reduce((sum, [, value]) => sum + Number(value), 0);
}
