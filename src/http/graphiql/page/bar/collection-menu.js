import { button, dialog, element } from '../element.js';

/** @typedef {import('../editor/page-storage.js').Example} Example */
/** @typedef {{ readonly title: string, readonly examples: readonly Example[] }} ExampleGroup */

/**
 * Creates the button that lists what there is to try, and opens what is chosen.
 *
 * @param {readonly ExampleGroup[]} groups
 * @param {(example: Example) => void} onChoose
 */
export function collectionMenu(groups, onChoose) {
  const list = dialog(
    'collection',
    'Examples',
    ...groups.map(({ title, examples }) =>
      element(
        'section',
        {},
        element('h3', { text: title }),
        ...examples.map((example) =>
          element(
            'button',
            {
              type: 'button',
              class: 'choice',
              onClick: () => {
                list.close();
                onChoose(example);
              },
            },
            element('b', { text: example.name }),
            element('span', { text: example.about }),
          ),
        ),
      ),
    ),
  );
  return button('Examples', () => list.showModal(), { 'aria-haspopup': 'dialog' });
}
