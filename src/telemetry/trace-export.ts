import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Log } from './log.ts';

/**
 * Sends spans to the collector that OpenTelemetry's variables name (`OTEL_EXPORTER_OTLP_ENDPOINT`,
 * `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER` …), as JSON over HTTP.
 * Returns a function that sends the remaining spans and stops; its promise does not reject.
 */
export function startTraceExport(serviceVersion: string, log: Log): () => Promise<void> {
  const onFailed = (problem: unknown): void => log.warn({ problem: String(problem) }, 'cannot export traces');
  const quiet = (): void => undefined;
  // Only errors are logged: a warning quotes OTEL_EXPORTER_OTLP_HEADERS, which may hold a secret.
  diag.setLogger(
    { error: onFailed, warn: quiet, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'kazoo-graphql-gateway',
      'service.version': serviceVersion,
    }).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register({ propagator: null });
  return () => provider.shutdown().catch(onFailed);
}
