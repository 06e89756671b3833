import type { LabMethod } from '../../training/laboratory/api';
import { faultOf } from '../../training/laboratory/fault';
import { download, svgToPng } from '../base/exports';
import { showMessage } from '../base/message';
import type { Words } from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find, methodName } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';
import type { Session } from '../shared/lab/session';
import { pointsCsv } from './csv';
import { createMethodButtons } from './methodButtons';
import { describeKept } from './runEntry';
import { canAsk } from './saysView';

export interface ExportsView {
  update(run: RunState): void;
}

/** The run's points as CSV, its curves as PNG, and what each method trained as safetensors. */
export function createExportsView(
  host: HTMLElement,
  words: Words,
  session: Session,
  signal: AbortSignal,
  link: () => string,
): ExportsView {
  const { translate } = words;
  const place = find(host, '[data-save-weights]');

  find(host, '[data-save-csv]').addEventListener(
    'click',
    () => {
      // The mark tells spreadsheets that the file is UTF-8.
      const text = pointsCsv(session.run, link());
      download(new Blob(['\ufeff', text], { type: 'text/csv' }), `${host.id}.csv`);
    },
    { signal },
  );
  find(host, '[data-save-png]').addEventListener(
    'click',
    async () => {
      const drawing = find(host, '[data-curves]').querySelector('svg');
      try {
        if (drawing)
          download(await svgToPng(drawing, host, describeKept(session.run, words)), `${host.id}.png`);
      } catch {
        showMessage(host, translate('figure.pngFailed'));
      }
    },
    { signal },
  );
  const save = async (method: LabMethod, button: HTMLButtonElement): Promise<void> => {
    button.disabled = true;
    try {
      const file = await session.client?.weights(method);
      if (file)
        download(new Blob([file], { type: 'application/octet-stream' }), `low-rank-${method}.safetensors`);
    } catch (error) {
      showMessage(host, describeFault(faultOf(error), translate));
    } finally {
      button.disabled = !canAsk(session.run, session);
    }
  };
  const showButtons = createMethodButtons(place, {
    attribute: 'data-weights',
    label: (method) => translate('lab.export.weights', { method: methodName(method, translate) }),
    press: (method, button) => void save(method, button),
    signal,
  });

  return {
    update(run) {
      showButtons(run);
      const able = canAsk(run, session);
      for (const button of place.querySelectorAll('button')) button.disabled = !able;
    },
  };
}
