import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FleetModeSwitch } from '../../src/fleet/fleet-mode.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function modeSwitch() {
  const told: string[] = [];
  const mode = new FleetModeSwitch({
    onJoin: (epoch) => void told.push(`join ${epoch}`),
    onBack: () => void told.push('back'),
    onSolo: () => void told.push('solo'),
    onMode: (name, reason) => void told.push(reason === undefined ? `is ${name}` : `is ${name}: ${reason}`),
  });
  return { mode, told, [Symbol.dispose]: () => mode.close() };
}

describe('an instance of a fleet', () => {
  test('joins when the engine answers', () => {
    using fixture = modeSwitch();
    expect(fixture.mode.name).toBe('starting');

    fixture.mode.up('e1');

    expect(fixture.told).toEqual(['is fleet', 'join e1']);
    expect(fixture.mode.epoch).toBe('e1');
  });

  test('serves by itself when the engine does not answer at the start, and says why', () => {
    using fixture = modeSwitch();

    fixture.mode.down('refused');
    vi.advanceTimersByTime(2_000);

    expect(fixture.told).toEqual(['is solo: refused', 'solo']);
    expect(fixture.mode.epoch).toBeUndefined();
  });

  test('waits longer at the start for an engine that does not say no, as a busy machine may be slow', () => {
    using fixture = modeSwitch();

    vi.advanceTimersByTime(9_999);
    expect(fixture.told).toEqual([]);
    vi.advanceTimersByTime(1);

    expect(fixture.told).toEqual(['is solo: The engine did not answer at the start.', 'solo']);
  });

  test('waits a moment for an engine that is away, and goes on where it was', () => {
    using fixture = modeSwitch();
    fixture.mode.up('e1');
    fixture.told.length = 0;

    fixture.mode.down('gone');
    vi.advanceTimersByTime(999);
    expect(fixture.mode.epoch).toBe('e1');
    fixture.mode.up('e1');
    vi.advanceTimersByTime(10_000);

    expect(fixture.told).toEqual(['is waiting: gone', 'is fleet', 'back']);
  });

  test('takes another place where the engine comes back with another order', () => {
    using fixture = modeSwitch();
    fixture.mode.up('e1');
    fixture.mode.down('gone');
    fixture.told.length = 0;

    fixture.mode.up('e2');

    expect(fixture.told).toEqual(['is fleet', 'join e2']);
  });

  test('trusts an engine only after ten seconds when it has served by itself, counted anew after each outage', () => {
    using fixture = modeSwitch();
    fixture.mode.up('e1');
    fixture.mode.down('gone');
    vi.advanceTimersByTime(1_000);
    expect(fixture.mode.name).toBe('solo');
    fixture.told.length = 0;

    fixture.mode.up('e1');
    vi.advanceTimersByTime(9_000);
    fixture.mode.down('gone again');
    vi.advanceTimersByTime(9_000);
    fixture.mode.up('e2');
    vi.advanceTimersByTime(9_999);
    expect(fixture.told).toEqual([]);
    vi.advanceTimersByTime(1);

    expect(fixture.told).toEqual(['is fleet', 'join e2']);
  });

  test('comes back by itself after it gave up an engine that answers', () => {
    using fixture = modeSwitch();
    fixture.mode.up('e1');
    fixture.told.length = 0;

    fixture.mode.goSolo('too slow', 'e1');
    vi.advanceTimersByTime(10_000);

    expect(fixture.told).toEqual(['is solo: too slow', 'solo', 'is fleet', 'join e1']);
  });
});
