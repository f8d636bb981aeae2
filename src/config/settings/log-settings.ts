import { z } from 'zod';
import { url } from '../setting-types.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What the gateway tells about itself. */
export const logSettings = {
  logLevel: z
    .enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` })
    .default('info')
    .describe('least severe level of log lines to write'),
  otelExporterOtlpEndpoint: url('http:', 'https:')
    .optional()
    .describe('URL that traces are sent to (OTLP over HTTP, as JSON); without it no traces are made'),
} as const;
