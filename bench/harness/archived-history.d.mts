export function callStarts(count: number, end: number): Float64Array;
export function uuidOf(index: number): string;
export function numberOf(index: number): number;
export function wordOf(rank: number): string;
