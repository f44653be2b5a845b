import { jest } from '@jest/globals';

const now = Date.now.bind(Date);
const elapsed = performance.now.bind(performance);

/**
 * Lets this number of milliseconds pass, until the mocks are restored. Sets the system's clock forward by as many, or
 * by another number.
 */
export function later(milliseconds: number, shift = milliseconds): void {
  jest.spyOn(Date, 'now').mockImplementation(() => now() + shift);
  jest.spyOn(performance, 'now').mockImplementation(() => elapsed() + milliseconds);
}
