import type { Context, Tracer } from '@opentelemetry/api';
import type { WatchLoad } from '../../graph/loading/loader.js';

interface OpenLoads {
  readonly started: number;
  keys: number;
  pending: number;
}

/** Creates one span in this context for all concurrent loads of a loader, with the total number of keys. */
export function createLoadTracer(tracer: Tracer, context: Context): WatchLoad {
  const open = new Map<string, OpenLoads>();

  function end(loader: string, loads: OpenLoads): void {
    loads.pending -= 1;
    if (loads.pending > 0) return;
    open.delete(loader);
    const attributes = { 'switchboard.loader.keys': loads.keys };
    const startTime = performance.timeOrigin + loads.started;
    tracer
      .startSpan(`load ${loader}`, { startTime, attributes }, context)
      .end(performance.timeOrigin + performance.now());
  }

  return (loader, keys, loading) => {
    const loads = open.get(loader) ?? { started: performance.now(), keys: 0, pending: 0 };
    open.set(loader, loads);
    loads.keys += keys;
    loads.pending += 1;
    const ended = () => {
      end(loader, loads);
    };
    loading.then(ended, ended);
  };
}
