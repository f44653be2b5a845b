/*
 * Takes the README's screenshots of the call explorer at the given address, which must use the
 * sandbox with a filled archive.
 */
import { chromium } from 'playwright-core';

const origin = process.argv[2] ?? 'http://127.0.0.1:4030/';
const folder = new URL('screenshots/', import.meta.url).pathname;
const DESK = { width: 1200, height: 860 };
/** A contact of the sandbox. */
const BAKERY = '588b4ae2-2ec6-4e84-b120-69e2f348b4b7';
const PHONE = { width: 390, height: 844 };

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ reducedMotion: 'reduce' });
await page.clock.setFixedTime('2026-03-05T08:00:00Z');

await take('calls', 'light', DESK, async () => {
  await callsOfADay();
});
await take('call', 'light', DESK, async () => {
  await callsOfADay();
  await page.locator('.call:has([title])').first().click();
  await page.locator('.note').first().waitFor();
});
await take('settings', 'light', DESK, async () => {
  await page.goto(new URL('/settings', origin).href);
  await page.getByLabel('Time zone').fill('Europe/Warschau');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('[aria-invalid=true]').waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
});
await take('person', 'light', DESK, async () => {
  await page.goto(new URL(`/person?contact=${BAKERY}`, origin).href);
  await page.locator('.call').first().waitFor();
});
await take('notes', 'light', DESK, async () => {
  await foundNotes();
});
await take('notes-phone', 'dark', PHONE, async () => {
  await foundNotes();
});
await take('year', 'dark', DESK, async () => {
  await page.goto(new URL('/year?year=2025&by=day', origin).href);
  await page.locator('.chart-group').first().waitFor();
});
await take('calls-phone', 'dark', PHONE, async () => {
  await callsOfADay();
});
await take('extension-phone', 'dark', PHONE, async () => {
  await page.goto(new URL('/extensions', origin).href);
  await page.locator('.extensions a').nth(3).click();
  await page.locator('.short-calls a').first().waitFor();
});
await browser.close();

async function take(
  name: string,
  colorScheme: 'light' | 'dark',
  viewport: { readonly width: number; readonly height: number },
  show: () => Promise<void>,
): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(viewport);
  await show();
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
}

async function callsOfADay(): Promise<void> {
  await page.goto(new URL('/?day=2026-03-04', origin).href);
  await page.locator('.call').first().waitFor();
  await page.locator('.chart-group').first().waitFor();
}

async function foundNotes(): Promise<void> {
  await page.goto(new URL('/notes?search=router+bial', origin).href);
  await page.locator('mark').first().waitFor();
}
