// Starts an instance on the engine at an address, and says whether it is up: for a process that trusts another
// authority, which Node.js reads when it starts.
import { logOn } from '../engines.ts';
import { RecordedLog } from '../recorded-log.ts';

await using instance = new RecordedLog(logOn(process.argv[2] ?? '', 'a'));
await instance.until(() => instance.of('onUp').length + instance.of('onDown').length > 0);
process.stdout.write(instance.of('onDown')[0]?.[0] ?? 'up');
