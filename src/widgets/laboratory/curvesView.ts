import { formatNumber, formatPercent, formatPlain } from '../../i18n/format';
import { createCurves } from '../../scenes/curves';
import type { CurveSeries } from '../../scenes/curvesLayout';
import type { Words } from './describe';
import { find, methodName } from './lookup';
import type { MethodRun, RunState } from './run';
import type { LabState } from './state';

/** A saved run laid over the present one. */
export interface Overlaid {
  readonly name: string;
  readonly run: RunState;
}

/** Weight of the past in the loss's moving average: single batches jump. */
const SMOOTHING = 0.9;
/** From this many steps on an average says more than the points. */
const SMOOTHED_FROM = 40;

export interface CurvesView {
  update(run: RunState, state: LabState, others: readonly Overlaid[]): void;
}

/** The curves of loss or accuracy, of the run and of those that the reader compares it with. */
export function createCurvesView(host: HTMLElement, words: Words, signal: AbortSignal): CurvesView {
  const { language, translate } = words;
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
    update(run, state, others) {
      if (state.curve !== curve) {
        curve = state.curve;
        scene.setTexts(textsOf(curve, words));
      }
      const own = run.methods.map((each) => seriesOf(each, run, curve, methodName(each.method, translate)));
      const compared = others.flatMap(({ name, run: other }, index) =>
        other.methods.map((each) => ({
          ...seriesOf(each, other, curve, `${name}: ${methodName(each.method, translate)}`),
          key: `${each.method} ${index + 1}`,
        })),
      );
      const series = [...own, ...compared].filter(({ x }) => x.length > 0);
      const steps = Math.max(run.setup?.steps ?? 0, ...others.map((other) => other.run.setup?.steps ?? 0));
      const longest = Math.max(0, ...series.map(({ x }) => x.length));
      scene.update({
        series,
        yScale: state.axis,
        smoothing: curve === 'loss' && longest >= SMOOTHED_FROM ? SMOOTHING : 0,
        xDomain: [0, steps || state.steps],
        yDomain: curve === 'accuracy' && state.axis === 'linear' ? [0, 1] : null,
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

function seriesOf(
  { method, points, evaluations }: MethodRun,
  { baseline }: RunState,
  curve: LabState['curve'],
  label: string,
): CurveSeries {
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
  return { key: method, label, x: kept.x, y: kept.y };
}
