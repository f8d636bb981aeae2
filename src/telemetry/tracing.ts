import { context, ProxyTracerProvider, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/**
 * The attributes of a span: ids of Kazoo, routes and codes. Must not hold what a client wrote,
 * which may be a secret.
 */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

/** The span of a piece of work, as `traced` hands it over. */
export interface TracedWork {
  add(attributes: SpanAttributes): void;
  /** Marks the span as failed. */
  fail(code: string): void;
}

const tracerName = 'kazoo-graphql-gateway';
// Spans do nothing until a provider is registered, which only `startTraceExport` does.
const tracer = trace.getTracer(tracerName);

/**
 * Runs `work` within a span, and returns its result as `work` does. If it throws or rejects, the
 * span fails with the code of the error.
 */
export function traced<Result>(
  name: string,
  attributes: SpanAttributes,
  work: (span: TracedWork) => Result | Promise<Result>,
): Result | Promise<Result> {
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

/** Records a request to another server that has just ended, as a child of the active span. */
export function traceRequest(name: string, durationMs: number, attributes: SpanAttributes, isFailed: boolean): void {
  const startTime = Date.now() - durationMs;
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes: withoutAbsent(attributes) });
  if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/**
 * Binds a function to the active span: whenever it is called later, its spans are children of that
 * span.
 */
export function inThisTrace<Result>(act: () => Result): () => Result {
  return context.bind(context.active(), act);
}

/**
 * Whether spans are exported. Without export none are made: making a span costs more than some of
 * the work in it.
 */
function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(tracerName) !== undefined;
}

const untraced: TracedWork = { add: () => undefined, fail: () => undefined };

/**
 * Fails a span with a code. The message of the error is left out: it may quote what a client sent.
 */
function fail(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

function withoutAbsent(attributes: SpanAttributes): Record<string, string | number> {
  const present: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) present[name] = value;
  return present;
}
