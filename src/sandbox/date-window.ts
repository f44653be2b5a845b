import type { SandboxBehaviour } from './behaviour.js';

/** A range of local dates (`YYYY-MM-DD HH:MM:SS`), compared as strings. */
export interface DateWindow {
  readonly from: string;
  readonly to: string;
  readonly bounds: SandboxBehaviour['bounds'];
}

/** Whether a local date belongs to the window. */
export function isWithin(window: DateWindow, date: string): boolean {
  const afterStart = window.bounds === 'exclusive' ? date > window.from : date >= window.from;
  return afterStart && (window.bounds === 'inclusive' ? date <= window.to : date < window.to);
}
