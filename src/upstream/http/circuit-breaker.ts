import { Circuit, type CircuitOptions, type Role } from './circuit.js';

/** How a provider is reached, and for which workspace. */
export interface Route {
  /** null for tokens that several workspaces share. */
  readonly workspace: string | null;
  readonly origin: string;
  /** The origin of the proxy before it; null without one. */
  readonly proxy: string | null;
}

/** Stops requests to a provider that is down, with one circuit per origin of the provider and one per proxy. */
export function createBreaker(options: CircuitOptions) {
  const circuits = new Map<string, Circuit>();

  function circuitOf(role: Role, origin: string, workspace: string | null): Circuit {
    const key = `${role} ${origin}`;
    const circuit = circuits.get(key) ?? new Circuit(role, options);
    circuits.set(key, circuit);
    circuit.addUser(workspace);
    return circuit;
  }

  return {
    /**
     * Runs one attempt. While the circuit of this origin, or of the proxy before it, is open, rejects immediately with
     * UPSTREAM_UNAVAILABLE and doesn't run it.
     */
    async run<T>(
      { origin, proxy, workspace }: Route,
      signal: AbortSignal,
      attempt: () => Promise<T>,
    ): Promise<T> {
      const used = [circuitOf('PROVIDER', origin, workspace)];
      if (proxy !== null) used.unshift(circuitOf('PROXY', proxy, workspace));
      // Before any of them begins: an attempt that another circuit rejects would prove nothing.
      const open = used.find(({ admits }) => !admits);
      if (open !== undefined) throw open.rejection;
      const ends = used.map((circuit) => circuit.begin());
      try {
        const result = await attempt();
        for (const end of ends) end(null, false);
        return result;
      } catch (error) {
        for (const end of ends) end(error, signal.aborted);
        throw error;
      }
    },
  };
}
