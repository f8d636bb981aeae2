import type { GraphQLSchema } from 'graphql';
import type { Config } from '../config/config.ts';
import type { DocumentPolicy } from '../graphql/documents/document-policy.ts';
import { Documents } from '../graphql/documents/documents.ts';
import { OperationCost } from '../graphql/documents/operation-cost.ts';
import { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export function openDocumentPolicy(config: Config, schema: GraphQLSchema, metrics: Metrics, log: Log): DocumentPolicy {
  const onLimited = (limit: string): void => metrics.limited.inc({ limit });
  const { maxTokens, maxDepth, maxAliases, maxDirectives } = config;
  const documents = new Documents({
    schema,
    maxCachedBytes: config.maxCachedDocumentBytes,
    introspection: config.introspection,
    limits: { maxTokens, maxDepth, maxAliases, maxDirectives },
    onLimited,
  });
  for (const [hash, query] of config.trustedDocuments) {
    const read = documents.read(query);
    if (!read.ok) log.warn({ hash, problem: read.errors[0]?.message }, 'a trusted document cannot be executed');
  }
  return {
    documents,
    trusted: new TrustedDocuments({
      documents: new Map(config.trustedDocuments),
      only: config.trustedDocumentsOnly,
    }),
    cost: new OperationCost({ schema, maxCost: config.maxCost, unpagedListSize: config.unpagedListSize, onLimited }),
  };
}
