import { setText } from '../base/barsFigure';
import { held } from '../shared/lab/dropped';
import { chosenFiles, droppedFiles, type Found } from '../shared/lab/files';
import { find, make } from '../shared/lab/lookup';
import type { PanelAround, PanelView } from './around';
import { checkpointFiles } from './checkpointFiles';
import { describeCheckpoint } from './words';

/** The choice of files by button, by drop or by keyboard, and what they say of themselves. */
export function createFilesView({ host, words, signal, session }: PanelAround): PanelView {
  const { translate } = words;
  const place = find(host, '[data-drop]');
  const told = find(place, '[data-files-told]');
  const about = find(place, '[data-about]');
  const template = find(place, '[data-template]');
  const away = find<HTMLButtonElement>(place, '[data-put-away]');
  const first = find<HTMLButtonElement>(place, '[data-choose="folder"]');
  let shown: object | null = null;

  const open = (found: readonly Found[]): void => {
    if (found.length > 0) void session.open(checkpointFiles(found));
  };
  for (const name of ['folder', 'files'] as const) {
    const button = find(place, `[data-choose="${name}"]`);
    const input = find<HTMLInputElement>(place, `[data-input="${name}"]`);
    // Astro's types do not know the attribute.
    input.webkitdirectory = name === 'folder';
    // Browsers label a file input in their own language, and not in the reader's.
    button.addEventListener('click', () => input.click(), { signal });
    input.addEventListener(
      'change',
      () => {
        open(chosenFiles(input));
        // So that the same files can be chosen again.
        input.value = '';
      },
      { signal },
    );
  }
  const over = (is: boolean): void => {
    place.toggleAttribute('data-over', is);
  };
  place.addEventListener(
    'dragover',
    (event) => {
      event.preventDefault();
      over(true);
    },
    { signal },
  );
  place.addEventListener('dragleave', () => over(false), { signal });
  place.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      over(false);
      if (event.dataTransfer) void droppedFiles(held(event.dataTransfer)).then(open);
    },
    { signal },
  );
  away.addEventListener(
    'click',
    () => {
      session.close();
      first.focus();
    },
    { signal },
  );

  return {
    update({ phase, description, loaded }) {
      const name = description?.name ?? '';
      const chosen = description && !loaded ? translate('bring.files.chosen', { name }) : name;
      setText(told, phase === 'opening' ? translate('bring.files.reading') : chosen);
      away.hidden = description === null;
      if (description === shown) return;
      shown = description;
      about.hidden = description === null;
      template.hidden = !description?.hasChatTemplate;
      about.replaceChildren(
        ...(description ? describeCheckpoint(description, words) : []).map((row) =>
          make(
            'div',
            {},
            make('dt', {}, row.term),
            make(
              'dd',
              {},
              row.value === undefined
                ? row.text
                : make('data', { value: String(row.value), 'data-quantity': row.name }, row.text),
            ),
          ),
        ),
      );
    },
  };
}
