/**
 * The exponent by which a cost grows with the number of workspaces: 1 is linear, 2 quadratic, 0 doesn't grow. It is the
 * slope of the line through the logarithms; null of fewer than two points above zero.
 */
export function exponentOf(points: readonly (readonly [workspaces: number, cost: number])[]): number | null {
  const logs = points.filter(([, cost]) => cost > 0).map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  if (logs.length < 2) return null;
  const mean = (at: 0 | 1) => logs.reduce((sum, point) => sum + point[at], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
