import { setText } from '../base/barsFigure';
import { download } from '../base/exports';
import { find } from '../shared/lab/lookup';
import type { PanelAround, PanelView } from './around';

/** The adapter as a zip. */
export function createAdapterView({ host, words, signal, session }: PanelAround): PanelView {
  const { translate } = words;
  const part = find(host, '[data-part="adapter"]');
  const button = find<HTMLButtonElement>(part, '[data-adapter]');
  const told = find(part, '[data-adapter-told]');
  let loaded: object | null = null;

  const save = async (): Promise<void> => {
    const { description, loaded: setup } = session.state;
    setText(told, translate('bring.adapter.packing'));
    const zip = await session.adapter();
    if (!zip || !setup) return setText(told, '');
    const file = `${safeName(description?.name ?? '')}-${setup.method}.zip`;
    download(new Blob([zip], { type: 'application/zip' }), file);
    setText(told, translate('bring.adapter.saved', { name: file }));
  };
  button.addEventListener('click', () => void save(), { signal });

  return {
    update(state) {
      // Packing is short: the keyboard keeps its place.
      button.disabled = state.phase !== 'ready' && state.phase !== 'packing';
      if (state.loaded === loaded) return;
      loaded = state.loaded;
      setText(told, '');
    },
  };
}

/** A file's name that every system takes, of a folder's. */
export function safeName(name: string): string {
  const safe = name
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 80);
  return safe === '' ? 'model' : safe;
}
