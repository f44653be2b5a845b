/** An instant in ISO 8601 to the second, such as `2026-03-04T12:00:00Z`; null without one. */
export function timeText(instant: number | null): string | null {
  return instant === null ? null : `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** A count, with its noun if given, such as `12,345 calls`. */
export function counted(count: number, noun?: string): string {
  const number = count.toLocaleString('en-US');
  if (noun === undefined) return number;
  return `${number} ${noun}${count === 1 ? '' : 's'}`;
}

/** Rows as a table with aligned columns; each row ends with a newline. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
