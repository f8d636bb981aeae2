import { GatewayError } from '../../../../src/errors.ts';
import { type FleetModel, kinds } from './fleet-model.ts';

/** Something that happens to a fleet. */
export interface Trouble {
  readonly name: string;
  play(model: FleetModel): Promise<void> | void;
}

/** Less than what a binding lingers after its last client: a cursor is good so long. */
const shortMs = 900;
const mostInstances = 6;
const mostClients = 30;

async function outage(model: FleetModel, begin: () => void, end: () => void, mostMs = 8_000): Promise<void> {
  begin();
  await model.pass(model.random.integer(100, mostMs));
  end();
}

/** What costs no client an event, a gap or its cursor. */
export const spared: readonly Trouble[] = [
  {
    name: 'clients move',
    play: (model) => moveSome(model),
  },
  {
    name: 'clients come to all instances at once',
    play(model) {
      const accountId = model.random.pick(model.accounts);
      for (const instance of model.instances) if (model.clients.length < mostClients) model.come(instance, accountId);
    },
  },
  {
    name: 'instances join',
    play(model) {
      const count = model.random.integer(1, 3);
      for (let index = 0; index < count && model.instances.length < mostInstances; index += 1) model.start();
    },
  },
  {
    name: 'an instance is replaced',
    play: (model) => replace(model, 1),
  },
  {
    name: 'two instances are replaced at once',
    play: (model) => replace(model, 2),
  },
  {
    name: 'entries do not come to an instance',
    play(model) {
      const { id } = model.random.pick(model.instances);
      const { engine } = model.world;
      return outage(
        model,
        () => engine.swallow((instanceId, accountId) => instanceId === id && accountId !== undefined),
        () => engine.swallow(() => false),
      );
    },
  },
  {
    name: 'an instance connects anew to the engine',
    async play(model) {
      model.world.engine.disconnect(model.random.pick(model.instances).id);
      await model.pass(2_500);
    },
  },
];

async function replace(model: FleetModel, count: number): Promise<void> {
  const old = model.instances.slice(0, count);
  for (const _ of old) model.start();
  await model.pass(model.random.integer(300, 2_000));
  model.note(`replace ${old.map(({ id }) => id).join()}`);
  let stopping = old.length;
  for (const instance of old)
    void model.stop(instance, model.random.pick([0, 3_000]), shortMs).then(() => {
      stopping -= 1;
    });
  while (stopping > 0) await model.pass(100);
}

/** What may cost clients something, of which they are told. */
const harmful: readonly Trouble[] = [
  {
    name: 'the engine refuses',
    play: (model) =>
      outage(
        model,
        () => model.world.engine.refuse(new Error('LOADING')),
        () => model.world.engine.refuse(undefined),
      ),
  },
  {
    name: 'the engine does not answer an instance',
    play(model) {
      const { id } = model.random.pick(model.instances);
      return outage(
        model,
        () => model.world.engine.stall(id),
        () => model.world.engine.resume(id),
      );
    },
  },
  { name: 'the engine ends all connections', play: ({ world }) => world.engine.disconnect() },
  {
    name: 'the engine fails over',
    async play(model) {
      const takeOver = model.world.engine.stopReplica();
      await model.pass(model.random.pick([0, 50, 500, 2_000]));
      takeOver();
      if (model.random.chance(0.5)) moveSome(model);
    },
  },
  { name: 'the engine begins anew, empty', play: ({ world }) => world.engine.restartEmpty() },
  {
    name: 'the engine loses messages',
    play(model) {
      const { engine } = model.world;
      return outage(
        model,
        () => engine.swallow(() => model.random.chance(0.3)),
        () => engine.swallow(() => false),
      );
    },
  },
  {
    name: 'an instance dies',
    play(model) {
      model.kill(model.random.pick(model.instances));
      if (model.random.chance(0.5)) model.start();
    },
  },
  {
    name: 'what an instance writes waits',
    async play(model) {
      const instance = model.random.pick(model.instances);
      const pass = model.hold(instance);
      await model.pass(model.random.integer(100, 8_000));
      if (model.random.chance(0.5)) model.kill(instance);
      pass();
    },
  },
  {
    name: 'Kazoo loses an instance',
    async play(model) {
      const { source } = model.random.pick(model.instances);
      const from = new Date(Date.now() - source.lagMs);
      source.isDead = true;
      await model.pass(model.random.integer(100, 3_000));
      source.isDead = false;
      for (const accountId of model.accounts) source.miss(accountId, from);
    },
  },
  {
    name: 'Kazoo may have dropped something',
    async play(model) {
      const { source } = model.random.pick(model.instances);
      const from = new Date(Date.now() - source.lagMs);
      source.isDead = true;
      await model.pass(model.random.integer(50, 500));
      source.isDead = false;
      for (const accountId of model.accounts) source.miss(accountId, from, 'MONTH_TURNED');
    },
  },
  {
    name: 'Kazoo does not answer an instance',
    async play(model) {
      const { source } = model.random.pick(model.instances);
      const failure = new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo does not answer.');
      for (const { text } of kinds) if (model.random.chance(0.5)) source.failures.set(text, failure);
      await model.pass(model.random.integer(1_000, 8_000));
      source.failures.clear();
    },
  },
  {
    name: 'clients leave',
    play(model) {
      const count = model.random.integer(1, 4);
      for (let index = 0; index < count && model.clients.length > 1; index += 1)
        model.leave(model.random.pick(model.clients));
    },
  },
  {
    name: 'clients are away for long',
    play(model) {
      for (const client of model.clients) if (model.random.chance(0.2)) model.move(client, 10_000);
    },
  },
  {
    name: 'an instance ends at once',
    async play(model) {
      const instance = model.random.pick(model.instances);
      model.forget(instance);
      for (const client of model.clientsOf(instance)) model.move(client, 3_000);
      instance.upstreams.close(new GatewayError('SHUTTING_DOWN', 'It ends.'));
    },
  },
];

function moveSome(model: FleetModel): void {
  const count = model.random.integer(1, 5);
  for (let index = 0; index < count && model.clients.length > 0; index += 1)
    model.move(model.random.pick(model.clients), model.random.pick([0, shortMs]));
}

export const all = [...spared, ...harmful];
