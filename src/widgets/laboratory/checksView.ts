import type { LabMethod } from '../../training/laboratory/api';
import { faultOf } from '../../training/laboratory/fault';
import { setText } from '../base/barsFigure';
import { formatScientific } from '../shared/lab/amounts';
import type { Words } from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find, make, methodName } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';
import type { Session } from '../shared/lab/session';
import { canAsk } from './saysView';

export interface ChecksView {
  update(run: RunState): void;
}

/** Merging and unmerging, and gradients against central differences: a button a method, an answer in numbers and words. */
export function createChecksView(
  host: HTMLElement,
  words: Words,
  session: Session,
  signal: AbortSignal,
): ChecksView {
  const { translate, language } = words;
  const panel = find(host, '[data-panel="checks"]');
  const merging = { buttons: find(panel, '[data-merge-buttons]'), told: find(panel, '[data-merge-told]') };
  const checking = { buttons: find(panel, '[data-check-buttons]'), told: find(panel, '[data-check-told]') };
  const box = find(panel, '[data-check-box]');
  const rows = find(panel, '[data-check-rows]');
  const number = (value: number): string => formatScientific(value, language);
  let methods = '';
  let busy = false;

  const merge = async (method: LabMethod): Promise<string> => {
    if (method === 'full') return translate('lab.merge.full');
    const report = await session.client?.merge(method);
    if (!report) return '';
    const name = methodName(method, translate);
    if (!report.mergeable) {
      return translate(`lab.merge.why.${method === 'own' ? 'own' : reasonOf(method)}`, { method: name });
    }
    const sentence = translate('lab.merge.merged', {
      method: name,
      difference: number(report.difference),
      largest: number(report.largest),
    });
    return `${sentence}${translate('lab.merge.unmerged', { residue: number(report.residue) })}`;
  };
  const check = async (method: LabMethod): Promise<string> => {
    const setup = session.run.setup;
    const report = setup && (await session.client?.checkGradients(method, setup.options, setup.ownSource));
    if (!report) return '';
    rows.replaceChildren(
      ...report.rows.map((row) =>
        make(
          'tr',
          {},
          make('th', { scope: 'row' }, `${shortName(row.tensor)} [${row.index}]`),
          make('td', { class: 'number' }, number(row.backward)),
          make('td', { class: 'number' }, number(row.difference)),
        ),
      ),
    );
    box.hidden = false;
    return translate('lab.check.worst', {
      method: methodName(method, translate),
      count: report.rows.length,
      worst: number(report.worst),
    });
  };
  const ask = async (place: HTMLElement, work: () => Promise<string>): Promise<void> => {
    if (busy) return;
    busy = true;
    enable(false);
    setText(place, translate('lab.working'));
    try {
      setText(place, await work());
    } catch (error) {
      setText(place, describeFault(faultOf(error), translate));
    } finally {
      busy = false;
      enable(canAsk(session.run, session));
    }
  };
  const enable = (able: boolean): void => {
    for (const button of panel.querySelectorAll('button')) button.disabled = !able;
  };
  const button = (method: LabMethod, place: HTMLElement, work: () => Promise<string>): HTMLElement => {
    const made = make('button', { type: 'button' }, methodName(method, translate));
    made.addEventListener('click', () => void ask(place, work), { signal });
    return made;
  };

  return {
    update(run) {
      panel.hidden = run.methods.length === 0;
      const names = run.methods.map(({ method }) => method);
      if (names.join() !== methods) {
        methods = names.join();
        merging.buttons.replaceChildren(
          ...names.map((each) => button(each, merging.told, () => merge(each))),
        );
        checking.buttons.replaceChildren(
          ...names.map((each) => button(each, checking.told, () => check(each))),
        );
        for (const place of [merging.told, checking.told]) setText(place, '');
        box.hidden = true;
      }
      if (!busy) enable(canAsk(run, session));
    },
  };
}

/** Why a method's change is no change of a matrix. */
function reasonOf(method: LabMethod): 'layers' | 'tokens' | 'codes' {
  if (method === 'adapter') return 'layers';
  return method === 'qlora' ? 'codes' : 'tokens';
}

/** A checkpoint's name without what is the same in all: `0.self_attn.q_proj.lora_A`. */
function shortName(tensor: string): string {
  return tensor.replace(/^model\.layers\./, '').replace(/\.weight$/, '');
}
