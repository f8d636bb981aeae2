import { context, ProxyTracerProvider, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** What spans say of what they are about: ids of Kazoo, routes and codes. Never what a client wrote, which may hold a secret. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

/** A span that `traced` opened. */
export interface TracedWork {
  add(attributes: SpanAttributes): void;
  /** It came to nothing, for this reason. */
  fail(code: string): void;
}

const tracerName = 'kazoo-graphql-gateway';
// Without a provider, which only `startTraceExport` registers, spans are objects that do nothing.
const tracer = trace.getTracer(tracerName);

/** Runs `work` within a span, which fails with the code of what it throws. */
export function traced<Result>(
  name: string,
  attributes: SpanAttributes,
  work: (span: TracedWork) => Promise<Result>,
): Promise<Result> {
  if (!isTracing()) return work(untraced);
  return tracer.startActiveSpan(name, { attributes: withoutAbsent(attributes) }, async (span) => {
    try {
      return await work({
        add: (more) => span.setAttributes(withoutAbsent(more)),
        fail: (code) => fail(span, code),
      });
    } catch (error) {
      fail(span, error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL_SERVER_ERROR');
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Notes a request of ours to another server that has just ended, as a part of what is going on. */
export function traceRequest(name: string, durationMs: number, attributes: SpanAttributes, isFailed: boolean): void {
  const startTime = Date.now() - durationMs;
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes: withoutAbsent(attributes) });
  if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** The same, as a part of what is going on now, whenever it is called. */
export function inThisTrace<Result>(act: () => Result): () => Result {
  return context.bind(context.active(), act);
}

/** Spans that do nothing cost more than much of the work. */
function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(tracerName) !== undefined;
}

const untraced: TracedWork = { add: () => undefined, fail: () => undefined };

/** The code only: messages may quote what a client sent. */
function fail(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

function withoutAbsent(attributes: SpanAttributes): Record<string, string | number> {
  const present: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) present[name] = value;
  return present;
}
