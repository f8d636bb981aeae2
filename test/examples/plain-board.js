import { liveTable } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.

const query = `subscription {
  calls { kind calls { id state from { name number } to { name number } } removed { id } }
}`;

/**
 * Shows the calls of the user's own account as a list of the page, without any framework.
 *
 * @param {import('graphql-ws').Client} client that of `createGatewayClient`
 * @param {HTMLElement} element where the page shows them
 * @returns {() => void} what ends it
 */
export function showBoard(client, element) {
  const board = liveTable(client, { query });
  const list = element.appendChild(document.createElement('ul'));
  const render = () => {
    const { status, rows, error } = board.getSnapshot();
    element.dataset.status = status; // For the style sheet: rows are old while it is not LIVE.
    list.replaceChildren(...rows.map(item));
    if (error && rows.length === 0) list.replaceChildren(`${status}: ${error.message}`);
  };
  return board.subscribe(render);
}

function item({ state, from, to }) {
  const element = document.createElement('li');
  element.textContent = `${state} ${from.name ?? from.number ?? 'unknown'} → ${to.name ?? to.number ?? 'unknown'}`;
  return element;
}
