import { formatNumber, formatPercent, formatPlain } from '../../../i18n/format';
import { createCurves } from '../../../scenes/curves';
import type { CurveSeries } from '../../../scenes/curvesLayout';
import type { Words } from './describe';
import { find } from './lookup';
import type { Baseline, MethodRun } from './run';
import type { LabState } from './state';

/** One line: a method of a run, under a name, with the key that decides its look. */
export interface Line {
  readonly key: string;
  readonly label: string;
  readonly each: Pick<MethodRun, 'points' | 'evaluations'>;
  readonly baseline: Baseline | null;
}

/** What is drawn of the lines, and the steps that the axis shows from the beginning. */
export interface Drawn extends Pick<LabState, 'curve' | 'axis'> {
  readonly steps: number;
}

/** Weight of the past in the loss's moving average: single batches jump. */
const SMOOTHING = 0.9;
/** From this many steps on an average says more than the points. */
const SMOOTHED_FROM = 40;

export interface CurvesView {
  update(lines: readonly Line[], drawn: Drawn): void;
}

/** The curves of loss or accuracy, in the host's place for them. */
export function createCurvesView(host: HTMLElement, words: Words, signal: AbortSignal): CurvesView {
  const { language } = words;
  let curve: LabState['curve'] = 'loss';
  const scene = createCurves(find(host, '[data-curves]'), {
    texts: textsOf('loss', words),
    formatX: (step) => formatNumber(step, language),
    formatY: (value) =>
      curve === 'accuracy'
        ? formatPercent(value, language)
        : formatPlain(value, language, value < 0.1 ? 4 : 3),
  });
  signal.addEventListener('abort', () => scene.dispose());
  return {
    update(lines, { curve: wanted, axis, steps }) {
      if (wanted !== curve) {
        curve = wanted;
        scene.setTexts(textsOf(curve, words));
      }
      const series = lines.map((line) => seriesOf(line, wanted)).filter(({ x }) => x.length > 0);
      const longest = Math.max(0, ...series.map(({ x }) => x.length));
      scene.update({
        series,
        yScale: axis,
        smoothing: curve === 'loss' && longest >= SMOOTHED_FROM ? SMOOTHING : 0,
        xDomain: [0, steps],
        yDomain: curve === 'accuracy' && axis === 'linear' ? [0, 1] : null,
      });
    },
  };
}

function textsOf(curve: LabState['curve'], { translate }: Words) {
  return {
    label: translate(`lab.curves.label.${curve}`),
    cursor: translate('lab.curves.cursor'),
    xAxis: translate('lab.curves.step'),
    yAxis: translate(`lab.curves.axis.${curve}`),
    at: (step: string) => translate('lab.curves.at', { step }),
  };
}

/** Columns of a growing run, kept: the scene reads the same arrays again and again. */
const columns = new WeakMap<object, { x: number[]; y: number[] }>();

function seriesOf({ key, label, each, baseline }: Line, curve: LabState['curve']): CurveSeries {
  const { points, evaluations } = each;
  const measured = curve === 'loss' ? points : evaluations;
  let kept = columns.get(measured);
  if (!kept) {
    kept =
      curve === 'loss'
        ? { x: points.map(({ step }) => step), y: points.map(({ loss }) => loss) }
        : { x: evaluations.map(({ step }) => step), y: evaluations.map(({ accuracy }) => accuracy) };
    // Before the first step every method is the base model.
    if (curve === 'accuracy' && baseline && kept.x[0] !== 0) {
      kept.x.unshift(0);
      kept.y.unshift(baseline.accuracy);
    }
    columns.set(measured, kept);
  }
  return { key, label, x: kept.x, y: kept.y };
}
