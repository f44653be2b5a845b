/**
 * Returns a function that tells whether so many milliseconds have passed since its first call in this turn of the event
 * loop.
 */
export function createTurnTimer(milliseconds: number): () => boolean {
  let began: number | null = null;
  return () => {
    const now = performance.now();
    if (began === null) {
      began = now;
      setImmediate(() => (began = null));
    }
    return now - began >= milliseconds;
  };
}
