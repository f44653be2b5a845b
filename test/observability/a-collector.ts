import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fieldsOf, numberIn, partsIn, textIn } from './protobuf.js';

/** An exported span; ids are hexadecimal. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root span. */
  readonly parentId: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** The ids of the spans that it links to. */
  readonly links: readonly string[];
}

/** A collector on loopback that answers with this status and receives spans as OTLP in protobuf. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly bodies: readonly Buffer[];
  readonly spans: () => readonly ReceivedSpan[];
}

export async function startCollector(status = 200): Promise<Collector> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks));
      response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    bodies,
    spans: () => bodies.flatMap(spansIn),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The field numbers are those of opentelemetry-proto's `ExportTraceServiceRequest`. */
function spansIn(body: Buffer): readonly ReceivedSpan[] {
  return partsIn(body, 1)
    .flatMap((resourceSpans) => partsIn(resourceSpans, 2))
    .flatMap((scopeSpans) => partsIn(scopeSpans, 2))
    .map((span) => ({
      name: textIn(span, 5),
      traceId: hexIn(span, 1),
      spanId: hexIn(span, 2),
      parentId: hexIn(span, 4),
      attributes: Object.fromEntries(partsIn(span, 9).map((pair) => [textIn(pair, 1), valueIn(pair)])),
      links: partsIn(span, 13).map((link) => hexIn(link, 2)),
    }));
}

function hexIn(message: Buffer, field: number): string {
  return partsIn(message, field)[0]?.toString('hex') ?? '';
}

function valueIn(pair: Buffer): string | number | boolean {
  const [value = Buffer.alloc(0)] = partsIn(pair, 2);
  const kind = fieldsOf(value)[0]?.field;
  if (kind === 2) return numberIn(value, 2) === 1;
  return kind === 3 ? numberIn(value, 3) : textIn(value, 1);
}
