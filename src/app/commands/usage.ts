/** The output of `switchboard --help`. */
export const USAGE = `Usage: switchboard [COMMAND]

  serve    serves the graph over HTTP (default)
  schema   prints the schema in SDL; with --federated, as a Federation 2 subgraph
           (--no-authorization omits the required scopes); with --stitching, for
           a stitched gateway
  explain FILE
           prints how many requests to each provider the operation may cause, and
           which fields cause them; [--variables JSON|@FILE] [--operation NAME].
           Exits with 1 if the server would refuse the operation
  check-config
           validates the settings without sending requests, and prints every error.
           Exits with 1 if there are any
  doctor   sends read requests to every provider, and reports problems with
           credentials, clocks, time zones and numbers; [--workspace ID] [--json].
           With --watch, it checks every minute and prints changes. With --id ID,
           it sends no requests and reports whether the workspace of that global
           id is configured. Exits with 1 if there are problems
  archive sync
           fills the archive up to now and prints its progress;
           [--workspace ID] [--since DATE]. Exits with 1 if it isn’t complete
  archive status
           prints the state of the archive; [--workspace ID] [--json]
  archive verify
           compares archived intervals with the provider’s current data and prints
           every difference; [--workspace ID] [--sample N]. Exits with 1 if there are
           any, with 2 if the intervals can’t be compared

Settings come from the YAML file in SWITCHBOARD_CONFIG, or from the environment;
see docs/settings.md. Without a provider, the server serves the sandbox; in
production, only with SANDBOX=true. --version prints the version.
`;
