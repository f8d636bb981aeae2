import { createSourceEventStream, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SharedOperation } from '../../fanout/projection/projection.ts';
import { exactly } from '../../scheduling/time-limit.ts';
import { maxVariableErrors } from '../documents/document-policy.ts';
import { documentSize } from '../documents/documents.ts';
import { type OperationShape, operationKey, resumes, shapeOf, sharedVariables } from './operation-shape.ts';
import { resultBytes } from './result-bytes.ts';
import { SubscriptionTarget } from './subscription-target.ts';

/** What a client sent; the document is valid. */
export interface SubscriptionOperation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** Everything that an operation says by itself, the same for all clients that send it. */
export interface SubscriptionPlan {
  readonly target: SubscriptionTarget;
  readonly operation: SharedOperation;
  readonly operationKey: string;
  /** About how many bytes one result has. */
  readonly resultBytes: number;
}

/** A plan that is forgotten is worked out again. */
const maxPlans = 1_000;
/** The most that the documents and variables of all plans may have, in characters. */
const maxTextLength = 1_000_000;
/** How long a plan is kept that nobody asks for; it keeps its document alive. */
const unusedForMs = 120_000;
/** Longer variables are worked out every time, so that hostile ones take no memory. */
const maxVariablesLength = 1_000;

/**
 * Works out once what an operation asks for, not for every client that sends it: a thousand
 * wallboards that reconnect send one operation.
 */
export class SubscriptionPlans {
  readonly #schema: GraphQLSchema;
  /** Short names for shapes, which begin the keys of the plans. */
  readonly #ids = new WeakMap<OperationShape, number>();
  #lastId = 0;
  readonly #known = new LRUCache<string, SubscriptionPlan>({
    max: maxPlans,
    maxSize: maxTextLength,
    ttl: unusedForMs,
    ttlAutopurge: true,
    ttlResolution: exactly,
    updateAgeOnGet: true,
    sizeCalculation: ({ operation: { document } }, key) => key.length + documentSize(document.loc?.end ?? 0, document),
  });

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The plan of what was sent before. */
  known(operation: SubscriptionOperation): SubscriptionPlan | undefined {
    const key = this.#keyOf(operation);
    return key === undefined ? undefined : this.#known.get(key);
  }

  /** Resolves with the plan, or with what is wrong with the operation's variables or arguments. */
  async make(operation: SubscriptionOperation): Promise<SubscriptionPlan | readonly GraphQLError[]> {
    const { document, variableValues } = operation;
    const schema = this.#schema;
    const options = { maxCoercionErrors: maxVariableErrors };
    const target = await createSourceEventStream({ ...operation, schema, options });
    if (!(target instanceof SubscriptionTarget)) {
      if ('errors' in target && target.errors !== undefined) return target.errors;
      throw new TypeError('A subscription field did not resolve to a SubscriptionTarget.');
    }
    const shape = shapeOf(document, operation.operationName);
    const plan = {
      target,
      operation: { schema, document, operationName: shape.operationName, variableValues },
      operationKey: operationKey(shape, variableValues),
      resultBytes: resultBytes(schema, document, shape.operationName),
    };
    const key = this.#keyOf(operation);
    if (key !== undefined) this.#known.set(key, plan);
    return plan;
  }

  /**
   * Returns undefined for an operation that is not worth remembering; its cursor does not count.
   */
  #keyOf({ document, operationName, variableValues }: SubscriptionOperation): string | undefined {
    const shape: OperationShape = shapeOf(document, operationName);
    if (resumes(shape, variableValues)) return undefined;
    const id = this.#idOf(shape);
    if (shape.variableNames.length === 0) return String(id);
    const shared = sharedVariables(shape, variableValues);
    const variables = JSON.stringify(shared);
    // JSON writes null for a number such as 1e999, which is not null when it is judged.
    if (variables.includes('null') && holdsInfinity(shared)) return undefined;
    return variables.length > maxVariablesLength ? undefined : `${id} ${variables}`;
  }

  #idOf(shape: OperationShape): number {
    let id = this.#ids.get(shape);
    if (id === undefined) {
      this.#lastId += 1;
      id = this.#lastId;
      this.#ids.set(shape, id);
    }
    return id;
  }
}

function holdsInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsInfinity);
}
