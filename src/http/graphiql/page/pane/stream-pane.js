import { retryText } from '../bar/status-bar.js';
import { button, element } from '../element.js';
import { age, timeOfDay } from './clock-text.js';
import { EntryList } from './entry-list.js';

/** @typedef {import('../streams/stream.js').Stream} Stream */
/** @typedef {{ filter: string, pausedAt: number | undefined }} StreamView */

/** The least time between two updates: a busy account has hundreds of events per second. */
const drawEveryMs = 100;
const clockMs = 1000;
/** After this long without a result somebody may wonder why. */
const silentMs = 20_000;

/** What the tab's subscription has brought, in the place of GraphiQL's result. */
export class StreamPane {
  #list = new EntryList();
  #state = element('span', { class: 'state', role: 'status' });
  #count = element('span', { class: 'count' });
  #filter = element('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter',
    onInput: () => this.#onFilter(),
  });
  #pause = button('Pause', () => this.#onPause());
  #mode = button('Table', () => this.#onMode());
  #toggle = button('Stop', () => this.#onToggle());
  #silence = element('p', { class: 'silence', hidden: true });
  #diagnosis;
  #element;
  /** @type {WeakMap<Stream, StreamView>} */
  #views = new WeakMap();
  /** @type {Stream | undefined} */
  #stream;
  /** @type {import('./entry-list.js').ListMode} */
  #listMode = 'json';
  /** @type {number | undefined} */
  #drawing;
  #isAnew = true;

  /** @param {import('./diagnosis-view.js').DiagnosisView} diagnosis */
  constructor(diagnosis) {
    this.#diagnosis = diagnosis;
    const clear = button('Clear', () => this.#onClear());
    const why = button('Why?', () => this.#stream && void diagnosis.ask(this.#stream.operation), { class: 'why' });
    this.#silence.append('', why);
    const tools = element('span', { class: 'tools' }, this.#filter, this.#pause, this.#mode, clear, this.#toggle);
    const head = element('header', {}, this.#state, this.#count, tools);
    this.#element = element('section', { id: 'stream', 'aria-label': 'Results of the subscription', hidden: true });
    this.#element.append(head, this.#silence, diagnosis.element, this.#list.element);
    setInterval(() => this.#onClock(), clockMs);
  }

  /**
   * Shows this stream, or GraphiQL's own result where there is none.
   *
   * @param {Stream | undefined} stream
   */
  show(stream) {
    // GraphiQL makes its result pane after the page has begun.
    const isShown = this.#element.isConnected;
    if (!isShown) document.querySelector('.graphiql-response')?.append(this.#element);
    if (stream === this.#stream && isShown) {
      this.#drawSoon();
      return;
    }
    this.#diagnosis.close();
    this.#isAnew = true;
    this.#stream = stream;
    this.#element.hidden = stream === undefined;
    if (stream === undefined) return;
    this.#filter.value = this.#view.filter;
    this.#draw();
  }

  #drawSoon() {
    this.#drawing ??= window.setTimeout(() => {
      this.#drawing = undefined;
      this.#draw();
    }, drawEveryMs);
  }

  get #view() {
    /** @type {StreamView} */
    const fresh = { filter: '', pausedAt: undefined };
    if (this.#stream === undefined) return fresh;
    const view = this.#views.get(this.#stream) ?? fresh;
    this.#views.set(this.#stream, view);
    return view;
  }

  #draw() {
    const stream = this.#stream;
    if (stream === undefined) return;
    const { filter, pausedAt = Number.POSITIVE_INFINITY } = this.#view;
    const wanted = filter.toLowerCase();
    const entries = stream.log.entries.filter(
      ({ number, json, text }) =>
        number <= pausedAt && (wanted === '' || `${json}${text}`.toLowerCase().includes(wanted)),
    );
    this.#list.show(entries, this.#listMode, this.#isAnew);
    this.#isAnew = false;
    this.#drawHead(stream);
  }

  /** @param {Stream} stream */
  #drawHead({ state, log, isRunning }) {
    const { pausedAt } = this.#view;
    this.#state.textContent = stateText(state);
    this.#element.dataset['state'] = state.name;
    const last = log.lastAtMs === undefined ? '' : ` · last ${age(log.lastAtMs, Date.now())} ago`;
    const gaps = log.gaps === 0 ? '' : ` · ${log.gaps} ${log.gaps === 1 ? 'gap' : 'gaps'}`;
    this.#count.textContent = `${log.received} received${gaps}${last}`;
    const waiting = pausedAt === undefined ? 0 : log.latest - pausedAt;
    this.#pause.textContent = pausedAt === undefined ? 'Pause' : `Go on (${waiting} new)`;
    this.#pause.setAttribute('aria-pressed', String(pausedAt !== undefined));
    this.#mode.textContent = this.#listMode === 'json' ? 'Table' : 'JSON';
    this.#toggle.textContent = isRunning ? 'Stop' : 'Start';
    const quietMs = state.name === 'live' ? Date.now() - Math.max(log.lastAtMs ?? 0, state.sinceMs) : 0;
    this.#silence.hidden = quietMs < silentMs || !this.#diagnosis.canAsk(this.#stream?.operation);
    if (this.#silence.firstChild !== null)
      this.#silence.firstChild.textContent = `Nothing has come for ${age(Date.now() - quietMs, Date.now())}. `;
  }

  #onClock() {
    if (this.#stream === undefined) return;
    this.#drawHead(this.#stream);
    this.#list.renewAges();
  }

  #onFilter() {
    this.#view.filter = this.#filter.value;
    this.#redraw();
  }

  #onPause() {
    const view = this.#view;
    view.pausedAt = view.pausedAt === undefined ? this.#stream?.log.latest : undefined;
    this.#draw();
  }

  #onMode() {
    this.#listMode = this.#listMode === 'json' ? 'table' : 'json';
    this.#redraw();
  }

  #onClear() {
    this.#stream?.clear();
    this.#redraw();
  }

  #onToggle() {
    if (this.#stream?.isRunning) this.#stream.stop();
    else this.#stream?.start();
    this.#draw();
  }

  #redraw() {
    this.#isAnew = true;
    this.#draw();
  }
}

/** @param {import('../streams/stream.js').StreamState} state */
function stateText(state) {
  if (state.name === 'connecting') return 'Connecting …';
  if (state.name === 'live') return 'Live';
  if (state.name === 'lost') return `Not connected: ${state.reason}. ${retryText(state.retryAtMs)}`;
  if (state.name === 'unheard')
    return `No events: the gateway does not hear Kazoo (${state.reason}). ${retryText(state.retryAtMs)}`;
  if (state.name === 'waiting') return `${state.reason} It goes on when you log in.`;
  if (state.name === 'stopped') return `Stopped at ${timeOfDay(state.atMs)}`;
  if (state.errors.length === 0) return 'Ended';
  const errors = state.errors.map(({ message, extensions }) => [extensions?.code, message].filter(Boolean).join(': '));
  return `Ended: ${errors.join(' ')}`;
}
