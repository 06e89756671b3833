import { createStackedBars } from '../../scenes/stackedBars';
import type { Bar } from '../../scenes/stackedBarsLayout';
import type { HeldBytes } from '../../training/laboratory/api';
import { formatMegabytes, MEGABYTE } from '../shared/lab/amounts';
import type { Words } from '../shared/lab/describe';
import { find, make, methodName } from '../shared/lab/lookup';
import type { MethodSize, RunState } from '../shared/lab/run';

const FLOAT32 = 4;

export interface BytesView {
  update(run: RunState): void;
}

/** Bytes counted on the run's own arrays, each method's bar above what the formula says for it. */
export function createBytesView(host: HTMLElement, words: Words, signal: AbortSignal): BytesView {
  const { translate, language } = words;
  const panel = find(host, '[data-panel="bytes"]');
  const scene = createStackedBars(find<SVGSVGElement>(panel, 'svg'));
  const rows = find(panel, '[data-bytes-rows]');
  signal.addEventListener('abort', () => scene.dispose());
  let shown = '';

  return {
    update(run) {
      const sized = run.methods.flatMap(({ method, size }) => (size ? [{ method, size }] : []));
      panel.hidden = sized.length === 0;
      const key = JSON.stringify(sized);
      if (key === shown || sized.length === 0) return;
      shown = key;
      const lines = sized.flatMap(({ method, size }) =>
        (['measured', 'formula'] as const).map((source) => ({
          key: `${method}-${source}`,
          method: methodName(method, translate),
          source,
          size,
          bytes: source === 'measured' ? size.held : size.predicted,
        })),
      );
      scene.update({
        bars: lines.map(({ key: name, method, source, size, bytes }) => ({
          key: name,
          label: `${method} · ${translate(`lab.bytes.${source}`)} · ${formatMegabytes(total(bytes), language)}`,
          parts: partsOf(bytes, size),
        })),
        capacity: null,
        unit: { size: MEGABYTE, label: 'MB' },
      });
      rows.replaceChildren(
        ...lines.map(({ method, source, bytes }) => {
          const amounts = [bytes.weights, bytes.gradients, bytes.optimizer, bytes.activations, total(bytes)];
          return make(
            'tr',
            {},
            make('th', { scope: 'row' }, method),
            make('td', {}, translate(`lab.bytes.${source}`)),
            ...amounts.map((value) =>
              make(
                'td',
                { class: 'number' },
                make('data', { value: String(value) }, formatMegabytes(value, language)),
              ),
            ),
          );
        }),
      );
    },
  };
}

function total({ weights, gradients, optimizer, activations }: HeldBytes): number {
  return weights + gradients + optimizer + activations;
}

/** Of the weights, what is trained takes four bytes a number; the rest is frozen. */
function partsOf(bytes: HeldBytes, { trainable }: MethodSize): Bar['parts'] {
  const trained = Math.min(bytes.weights, FLOAT32 * trainable);
  return [
    { term: 'frozen', value: bytes.weights - trained },
    { term: 'trained', value: trained },
    { term: 'gradients', value: bytes.gradients },
    { term: 'optimizer', value: bytes.optimizer },
    { term: 'activations', value: bytes.activations },
  ];
}
