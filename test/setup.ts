import { afterAll, vi } from 'vitest';

// Files share a process: none leaves its spies or its clock to the next. (Restoring all spies brings back whatever they
// were put on, so never spy on a clock that is not real.)
afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});
