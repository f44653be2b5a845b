/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of the process's environment. Only this function reads it. */
export function processEnvironment(): Environment {
  return { ...process.env };
}
