import { expect } from 'vitest';
import { settingValues } from '../../../src/config/setting-values.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { type Harness, type HarnessOptions, startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { watchedBy } from './alert-rules.ts';
import { emptyPages, OperatorReader, operatorToken } from './operator-reader.ts';

export interface DrillOptions extends Omit<HarnessOptions, 'settings' | 'log'> {
  readonly settings?: Readonly<Record<string, string>>;
}

/** A gateway that is well, with a client on it, its log, and an operator who looks at its page. */
export class FireDrill implements AsyncDisposable {
  readonly harness: Harness;
  readonly client: RawClient;
  readonly operator: OperatorReader;
  readonly #lines: readonly string[];

  static async start({ settings = {}, gateway, ...options }: DrillOptions = {}): Promise<FireDrill> {
    const lines: string[] = [];
    const harness = await startHarness({
      ...options,
      settings: { OPERATOR_TOKEN: operatorToken, ...settings },
      gateway: { pagesFolder: emptyPages, settings: settingValues(settings), ...gateway },
      log: createLog('info', { write: (line) => lines.push(line) }),
    });
    const client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
    client.subscribe('1', 'subscription { callEvents { callId } }');
    await harness.untilSubscribers(1);
    const operator = await OperatorReader.open(harness);
    await operator.read();
    return new FireDrill(harness, client, operator, lines);
  }

  private constructor(harness: Harness, client: RawClient, operator: OperatorReader, lines: readonly string[]) {
    this.harness = harness;
    this.client = client;
    this.operator = operator;
    this.#lines = lines;
  }

  /** Resolves when the page shows that something is not as it should be, with what it says. */
  async ill(condition: string): Promise<string> {
    await this.operator.until(() =>
      expect(this.operator.row('conditions', condition)).toMatchObject({ isWell: false }),
    );
    return String(this.operator.row('conditions', condition)?.['text']);
  }

  /** Resolves when the page shows that it is well, or well again. */
  async well(condition: string): Promise<void> {
    await this.operator.until(() => expect(this.operator.row('conditions', condition)).toMatchObject({ isWell: true }));
  }

  /** Resolves with the line of the log with this message, once there is one. */
  async said(message: string): Promise<Readonly<Record<string, unknown>>> {
    let line: Readonly<Record<string, unknown>> | undefined;
    await until(() => {
      line = this.#lines.map((text) => JSON.parse(text)).find(({ msg }) => msg === message);
      expect(line, message).toBeDefined();
    });
    return line ?? {};
  }

  /** What an alert looks at, as the gateway's metrics have it. */
  watchedBy(alert: string): Promise<number> {
    return watchedBy(alert, this.harness);
  }

  /** A query that asks Kazoo's REST API. */
  async askKazoo(times = 1): Promise<void> {
    const query =
      'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { accountId } }';
    await Promise.all(Array.from({ length: times }, () => this.harness.post({ query })));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.operator[Symbol.dispose]();
    await this.client[Symbol.asyncDispose]();
    await this.harness[Symbol.asyncDispose]();
  }
}
