import { formatNumber, formatPercent } from '../../i18n/format';
import { createSpectrum } from '../../scenes/spectrum';
import { createSpectrumGrid } from '../../scenes/spectrumGrid';
import { MATRICES, type Matrix } from '../../training/model/config';
import { setText } from '../base/barsFigure';
import { formatScientific } from '../shared/lab/amounts';
import type { Words } from '../shared/lab/describe';
import { find, methodName } from '../shared/lab/lookup';
import type { MethodRun, RunState } from '../shared/lab/run';

/** One matrix of one layer, counted from 0. */
export interface Chosen {
  readonly layer: number;
  readonly matrix: Matrix;
}

export interface LearnedView {
  update(run: RunState): void;
}

/** Singular values of ΔW: a grid of all matrices and layers, and the chosen one large, every method's beside the others'. */
export function createLearnedView(
  host: HTMLElement,
  words: Words,
  signal: AbortSignal,
  choose: (chosen: Chosen) => void,
): LearnedView {
  const { translate, language } = words;
  const panel = find(host, '[data-panel="learned"]');
  const told = find(panel, '[data-spectrum-told]');
  const short = (matrix: Matrix): string => matrix.replace('_proj', '');
  let chosen: Chosen = { layer: 0, matrix: 'q_proj' };
  let matrices: readonly Matrix[] = [];
  let shown: RunState | null = null;

  const grid = createSpectrumGrid(find(panel, '[data-spectrum-grid]'), {
    texts: {
      label: translate('lab.learned.grid'),
      cell: (matrix, layer) => translate('lab.learned.cell', { matrix, layer }),
    },
    onSelect: ({ row, column }) => {
      chosen = { layer: column, matrix: matrices[row] ?? chosen.matrix };
      choose(chosen);
      if (shown) draw(shown);
    },
  });
  const spectrum = createSpectrum(find(panel, '[data-spectrum]'), {
    texts: {
      label: translate('lab.learned.spectrum'),
      cursor: translate('lab.learned.cursor'),
      xAxis: translate('lab.learned.index'),
      yAxis: translate('lab.learned.value'),
      rank: (rank) => `r = ${rank}`,
      at: (index) => translate('lab.learned.first', { index }),
      reading: (value, share) => `${formatScientific(value, language)} · ${formatPercent(share, language)}`,
    },
    format: (value) => formatScientific(value, language),
  });
  signal.addEventListener('abort', () => {
    grid.dispose();
    spectrum.dispose();
  });

  const valuesAt = (each: MethodRun, { layer, matrix }: Chosen) =>
    each.spectra?.all.find((one) => one.layer === layer && one.matrix === matrix)?.values;

  const draw = (run: RunState): void => {
    const learners = run.methods.filter(({ spectra }) => spectra !== null);
    matrices = MATRICES.filter((matrix) =>
      learners.some(({ spectra }) => spectra?.all.some((one) => one.matrix === matrix)),
    );
    if (matrices.length > 0 && !matrices.includes(chosen.matrix)) {
      chosen = { ...chosen, matrix: matrices[0] as Matrix };
      choose(chosen);
    }
    const layers =
      1 + Math.max(0, ...learners.flatMap(({ spectra }) => spectra?.all.map(({ layer }) => layer) ?? []));
    grid.update({
      rows: matrices.map(short),
      columns: Array.from({ length: layers }, (_, layer) => formatNumber(layer + 1, language)),
      cells: matrices.flatMap((matrix, row) =>
        Array.from({ length: layers }, (_, column) => ({
          row,
          column,
          series: learners.flatMap((each) => {
            const values = valuesAt(each, { layer: column, matrix });
            return values ? [{ key: each.method, values }] : [];
          }),
        })),
      ),
      selected: matrices.length > 0 ? { row: matrices.indexOf(chosen.matrix), column: chosen.layer } : null,
    });
    const series = learners.flatMap((each) => {
      const values = valuesAt(each, chosen);
      return values ? [{ key: each.method, label: methodName(each.method, translate), values }] : [];
    });
    const hasRank = run.methods.some(({ method }) => ['lora', 'dora', 'qlora'].includes(method));
    spectrum.update({ series, rank: hasRank ? (run.setup?.options.rank ?? null) : null });
    setText(
      told,
      matrices.length === 0
        ? translate('lab.learned.none')
        : translate('lab.learned.chosen', { matrix: short(chosen.matrix), layer: chosen.layer + 1 }),
    );
  };

  return {
    update(run) {
      const hidden = run.methods.length === 0;
      panel.hidden = hidden;
      if (hidden || sameSpectra(shown, run)) return;
      shown = run;
      draw(run);
    },
  };
}

/** Spectra come rarely, points all the time. */
function sameSpectra(one: RunState | null, two: RunState): boolean {
  return (
    one !== null &&
    one.methods.length === two.methods.length &&
    one.methods.every(
      (each, index) =>
        each.spectra === two.methods[index]?.spectra && each.method === two.methods[index]?.method,
    )
  );
}
