/** Takes the place of a list while it loads, with rows of the same height, so that nothing shifts. */
export function Placeholder({ rows }: { readonly rows: number }) {
  return (
    <div role="status" className="placeholder">
      <span className="hidden">Loading…</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="placeholder-row" />
      ))}
    </div>
  );
}
