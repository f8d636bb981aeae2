import type { ConferenceOwnership } from '../../auth/conference-ownership.ts';
import type { DiagnosisCheck, QueryResolvers } from '../../generated/resolvers.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { writtenBinding } from '../../kazoo/blackhole/event-bindings.ts';
import type { CollectionReader } from '../../kazoo/collections/collection-reader.ts';
import { upstreamSockets } from '../../kazoo/collections/upstream-sockets.ts';
import { takeSteps } from '../../scheduling/steps.ts';
import type { AccountUpstreams } from '../../upstream/account-upstreams.ts';
import { accountScope, type OperationAccess } from '../operation-access.ts';
import type { OperationContext } from '../operation-context.ts';
import { type EventFilter, ownerFilter } from '../subscriptions/event-filter.ts';
import { conferenceCheck } from '../subscriptions/stream-access.ts';
import { type DiagnosisLine, type Finding, finding, firstFinding, notChecked, refusal } from './diagnosis-line.ts';
import * as findings from './event-findings.ts';

export interface DiagnosisResolverOptions {
  readonly access: OperationAccess;
  readonly collections: CollectionReader;
  readonly conferenceOwnership: ConferenceOwnership;
  readonly upstreams: Pick<AccountUpstreams, 'statuses' | 'view'>;
  /** The bindings that Kazoo offers, once for an operation. */
  readonly bindingCatalog: (context: OperationContext) => Promise<readonly string[]>;
  readonly kazooVersion: () => string | undefined;
  /** The present by Kazoo's clock, UNIX milliseconds. */
  readonly now: () => number;
}

/** What was found about one binding of one account. */
export interface Diagnosis {
  readonly accountId: string | null;
  readonly binding: string;
  readonly finding: DiagnosisLine | null;
  readonly lines: DiagnosisLine[];
}

/** What a client may look at: the account, and of its events those of one user or all. */
interface Admitted {
  readonly accountId: string;
  readonly own: EventFilter | undefined;
}

type Findings = Partial<Record<DiagnosisCheck, Finding>>;

/** Kazoo has a handful of sockets for an account. */
const maxSockets = 200;

/** Returns the resolver of `diagnose`, which looks and changes nothing. */
export function diagnosisResolver(options: DiagnosisResolverOptions): NonNullable<QueryResolvers['diagnose']> {
  const { access, collections, conferenceOwnership, upstreams, bindingCatalog, kazooVersion, now } = options;

  async function admit(
    context: OperationContext,
    id: string | null | undefined,
    binding: Binding | undefined,
  ): Promise<Admitted> {
    const { id: accountId } = await access.account(context, id);
    const ownerId = await access.ownerFor(context, accountId);
    if (binding === undefined) return { accountId, own: undefined };
    const own = ownerId === undefined ? undefined : ownerFilter([binding], ownerId);
    const { token } = context.session.require();
    const check = conferenceCheck(conferenceOwnership, [binding]);
    await access.request(context, async () => takeSteps(check(token, accountId, context.clientInfo)));
    return { accountId, own };
  }

  async function kazooSockets(context: OperationContext, { accountId, own }: Admitted, binding: Binding) {
    // `upstreamSockets` shows them only to those who see all of the account.
    if (own !== undefined) return notChecked;
    try {
      const page = { size: maxSockets, startKey: undefined };
      const scope = accountScope(context, accountId);
      const { items } = await access.request(context, () => collections.page(upstreamSockets, scope, page));
      return findings.kazooSocketsFinding(binding, items);
    } catch (error) {
      return refusal('UNKNOWN', error);
    }
  }

  async function offer(context: OperationContext, binding: Binding): Promise<Finding> {
    try {
      return findings.bindingFinding(binding, await bindingCatalog(context));
    } catch (error) {
      return refusal('UNKNOWN', error);
    }
  }

  async function look(context: OperationContext, admitted: Admitted, binding: Binding): Promise<Findings> {
    const { accountId, own } = admitted;
    const [offered, sockets] = await Promise.all([offer(context, binding), kazooSockets(context, admitted, binding)]);
    const status = upstreams.statuses.get(accountId);
    const { topic, latest } = upstreams.view(accountId, binding);
    const all = findings.latestEvents(latest, binding);
    const shown = own === undefined ? all : { ...all, ofBinding: all.ofBinding.filter((event) => own.accepts(event)) };
    return {
      BINDING: offered,
      SOCKET: findings.socketFinding(status, kazooVersion()),
      TOPIC: findings.topicFinding(topic),
      LAST_EVENT: findings.lastEventFinding(shown, own === undefined),
      KAZOO_SOCKETS: sockets,
      RESTRICTION: findings.restrictionFinding(all, own && ((event) => own.accepts(event))),
      CLOCK: findings.clockFinding(now() - Date.now()),
      CHANGES: findings.changesFinding(status),
    };
  }

  return async (_, { accountId: id, binding: given }, context) => {
    let binding: Binding | undefined;
    let admitted: Admitted | undefined;
    let found: Findings = {};
    try {
      [binding] = writtenBinding(given).bindings;
    } catch (error) {
      found = { BINDING: refusal('FAILED', error) };
    }
    try {
      admitted = await admit(context, id, binding);
      const ACCESS = finding('OK', 'ALLOWED', 'The token may see the account, and these events of it.');
      found = { ...found, ACCESS, ...(binding && (await look(context, admitted, binding))) };
    } catch (error) {
      found = { ...found, ACCESS: refusal('FAILED', error) };
    }
    const lines = checks.map((check): DiagnosisLine => ({ check, ...(found[check] ?? notChecked) }));
    return {
      accountId: admitted?.accountId ?? null,
      binding: binding?.text ?? given,
      finding: firstFinding(lines),
      lines,
    };
  };
}

/** In the order in which events pass them. */
const checks: readonly DiagnosisCheck[] = [
  'ACCESS',
  'BINDING',
  'SOCKET',
  'TOPIC',
  'LAST_EVENT',
  'KAZOO_SOCKETS',
  'RESTRICTION',
  'CLOCK',
  'CHANGES',
];
