import type { LabMethod, RunSetup } from '../../training/laboratory/api';
import { faultOf } from '../../training/laboratory/fault';
import { setText } from '../base/barsFigure';
import { download } from '../base/exports';
import type { Words } from '../shared/lab/describe';
import { held } from '../shared/lab/dropped';
import { describeFault } from '../shared/lab/faults';
import { find, methodName } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';
import type { Session } from '../shared/lab/session';
import type { LabState } from '../shared/lab/state';
import { createMethodButtons } from './methodButtons';
import { canAsk } from './saysView';

export interface AdaptersView {
  update(run: RunState): void;
}

interface Around {
  readonly session: Session;
  readonly signal: AbortSignal;
  /** What a run would begin with now. */
  readonly setup: () => RunSetup;
  readonly backend: () => LabState['backend'];
}

/** Zips for Python of what was trained, and adapters from files. What packs and reads them comes with the first press. */
export function createAdaptersView(
  host: HTMLElement,
  words: Words,
  { session, signal, setup, backend }: Around,
): AdaptersView {
  const { translate } = words;
  const panel = find(host, '[data-panel="adapters"]');
  const place = find(panel, '[data-export-adapters]');
  const ways = (['files', 'folder'] as const).map((name) => ({
    button: find<HTMLButtonElement>(panel, `[data-bring="${name}"]`),
    input: find<HTMLInputElement>(panel, `[data-adapter-${name}]`),
    ofFolders: name === 'folder',
  }));
  const told = find(panel, '[data-adapters-told]');
  const problem = find(panel, '[data-adapters-problem]');
  let busy = false;

  const tell = (sentence: string, wrong = ''): void => {
    setText(told, sentence);
    setText(problem, wrong);
    problem.hidden = wrong === '';
  };
  /** One thing at a time; what goes wrong is a sentence here, and the run stays as it is. */
  const attempt = async (work: () => Promise<string>): Promise<void> => {
    if (busy) return;
    busy = true;
    enable(session.run);
    try {
      const sentence = await work();
      if (!signal.aborted) tell(sentence);
    } catch (error) {
      const fault = faultOf(error);
      if (fault.kind === 'internal') console.warn('adapters:', error);
      tell('', describeFault(fault, translate));
    } finally {
      busy = false;
      enable(session.run);
    }
  };

  const save = async (method: LabMethod): Promise<string> => {
    const { client, run } = session;
    const name = methodName(method, translate);
    tell(translate('lab.adapters.exporting', { method: name }));
    const task = translate(`lab.task.${run.setup?.task ?? 'own'}.name`);
    const step = run.methods.find((each) => each.method === method)?.step ?? 0;
    const { readmeWords } = await import('./readmeWords');
    const zip = await client?.exportAdapter(method, readmeWords(name, task, step, translate));
    if (!zip) return '';
    const file = `low-rank-${method}.zip`;
    download(new Blob([zip], { type: 'application/zip' }), file);
    return translate('lab.adapters.exported', { name: file });
  };
  const bringIn = async (found: () => Promise<Record<string, Uint8Array<ArrayBuffer>>>): Promise<string> => {
    tell(translate('lab.adapters.reading'));
    await session.adopt(await found(), setup(), backend());
    const { run } = session;
    const method = run.methods[0]?.method;
    // What went wrong from here on stands with the run.
    if (!method || run.phase !== 'done') return '';
    return translate('lab.adapters.imported', { method: methodName(method, translate) });
  };
  const isFree = ({ phase }: RunState): boolean => phase !== 'training' && phase !== 'loading';

  for (const { button, input, ofFolders } of ways) {
    // Astro's types do not know the attribute.
    input.webkitdirectory = ofFolders;
    // Browsers label a file input in their own language, and not in the reader's.
    button.addEventListener('click', () => input.click(), { signal });
    input.addEventListener(
      'change',
      () =>
        void attempt(async () => {
          const [{ chosenFiles }, { readFiles }] = await filesModules();
          const chosen = chosenFiles(input);
          // So that the same file can be chosen again.
          input.value = '';
          return bringIn(() => readFiles(chosen));
        }),
      { signal },
    );
  }
  panel.addEventListener('dragover', (event) => event.preventDefault(), { signal });
  panel.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      const transfer = event.dataTransfer;
      if (!transfer || busy) return;
      if (!isFree(session.run)) return tell('', translate('lab.adapters.busy'));
      const dropped = held(transfer);
      void attempt(async () => {
        const [{ droppedFiles }, { readFiles }] = await filesModules();
        return bringIn(async () => readFiles(await droppedFiles(dropped)));
      });
    },
    { signal },
  );

  function enable(run: RunState): void {
    const able = canAsk(run, session) && !busy;
    for (const button of place.querySelectorAll('button')) button.disabled = !able;
    for (const { button } of ways) button.disabled = busy || !isFree(run);
  }

  const showButtons = createMethodButtons(place, {
    attribute: 'data-export-adapter',
    label: (method) => translate('lab.adapters.export', { method: methodName(method, translate) }),
    press: (method) => void attempt(() => save(method)),
    signal,
  });

  return {
    update(run) {
      const isNew = showButtons(run);
      if (isNew && run.methods.length === 0) setText(place, translate('lab.adapters.none'));
      enable(run);
    },
  };
}

/** What reads files, fetched when there are any. */
const filesModules = () => Promise.all([import('../shared/lab/files'), import('./adapterFiles')]);
