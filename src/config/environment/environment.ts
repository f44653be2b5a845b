/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's own environment as it is now; the only place that reads it. */
export function processEnvironment(): Environment {
  return { ...process.env };
}
