import { Script, type SendCommand } from './script.ts';

/** All that an engine is asked to do, by the names of the files in `scripts/`. */
export class Scripts {
  readonly acquire = new Script('leases/acquire');
  readonly append = new Script('append');
  readonly appoint = new Script('leases/appoint');
  readonly beat = new Script('leases/beat');
  readonly head = new Script('head');
  readonly heads = new Script('heads');
  readonly instances = new Script('instances');
  readonly latest = new Script('latest');
  readonly leases = new Script('leases/leases');
  readonly mark = new Script('mark');
  readonly read = new Script('read');
  readonly release = new Script('leases/release');
  readonly renewEpoch = new Script('renew-epoch');
  readonly takeTurn = new Script('take-turn');
  readonly transfer = new Script('leases/transfer');
  readonly want = new Script('want');
  readonly wants = new Script('wants');
  readonly withdraw = new Script('withdraw');

  async load(send: SendCommand): Promise<void> {
    await Promise.all(Object.values(this).map((script: Script) => script.load(send)));
  }
}
