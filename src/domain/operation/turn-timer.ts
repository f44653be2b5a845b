/** Tells whether so many milliseconds have passed since it was first asked in this turn of the event loop. */
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
