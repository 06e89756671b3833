import { formatNumber } from '../../i18n/format';
import { createMatrixView, type MatrixViewScene } from '../../scenes/matrixView';
import type { ViewedMatrix } from '../../scenes/matrixViewLayout';
import type { Inspection, LabMethod, MatrixValues } from '../../training/laboratory/api';
import { faultOf } from '../../training/laboratory/fault';
import { setText } from '../base/barsFigure';
import { formatScientific } from '../shared/lab/amounts';
import type { Words } from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find, make, methodName } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';
import type { Session } from '../shared/lab/session';
import type { Chosen } from './learnedView';
import { canAsk } from './saysView';

export interface MatricesView {
  update(run: RunState): void;
}

/** W, A, Bᵀ and ΔW of the chosen matrix as pictures, read from the worker when the reader asks. */
export function createMatricesView(
  host: HTMLElement,
  words: Words,
  session: Session,
  signal: AbortSignal,
  chosen: () => Chosen,
): MatricesView {
  const { translate, language } = words;
  const select = find<HTMLSelectElement>(host, '[data-look="method"]');
  const show = find<HTMLButtonElement>(host, '[data-look-show]');
  const told = find(host, '[data-look-told]');
  const place = find(host, '[data-matrices]');
  let scene: MatrixViewScene | null = null;
  let methods = '';
  let busy = false;
  signal.addEventListener('abort', () => scene?.dispose());

  const number = (value: number): string => formatScientific(value, language);
  const open = (): MatrixViewScene =>
    createMatrixView(place, {
      texts: {
        label: translate('lab.learned.pictures'),
        cursor: translate('lab.learned.cells'),
        matrix: (label, rows, columns) =>
          `${label} · ${formatNumber(rows, language)} × ${formatNumber(columns, language)}`,
      },
      format: number,
    });

  const look = async (): Promise<void> => {
    const { client } = session;
    if (!client || busy) return;
    busy = true;
    show.disabled = true;
    setText(told, translate('lab.working'));
    const { layer, matrix } = chosen();
    const method = select.value as LabMethod;
    try {
      const inspection = await client.inspect(method, layer, matrix);
      if (signal.aborted) return;
      scene ??= open();
      scene.update({
        matrices: viewed(inspection, (name) => translate(`lab.learned.${name}`)),
        scale: 'own',
      });
      setText(
        told,
        translate('lab.learned.shown', {
          method: methodName(method, translate),
          matrix: matrix.replace('_proj', ''),
          layer: layer + 1,
        }),
      );
    } catch (error) {
      setText(told, describeFault(faultOf(error), translate));
    } finally {
      busy = false;
      show.disabled = !canAsk(session.run, session);
    }
  };
  show.addEventListener('click', () => void look(), { signal });

  return {
    update(run) {
      const names = run.methods.filter(({ spectra }) => spectra !== null).map(({ method }) => method);
      if (names.join() !== methods) {
        methods = names.join();
        select.replaceChildren(
          ...names.map((method) => make('option', { value: method }, methodName(method, translate))),
        );
        // LoRA has the most to look at.
        if (names.includes('lora')) select.value = 'lora';
      }
      if (run.phase === 'loading' && scene) {
        scene.dispose();
        scene = null;
        setText(told, '');
      }
      if (!busy) show.disabled = !canAsk(run, session) || names.length === 0;
    },
  };
}

type Part = 'weight' | 'down' | 'up' | 'update';

function viewed(inspection: Inspection, nameOf: (part: Part) => string): ViewedMatrix[] {
  const { weight, down, up, update } = inspection;
  const parts: readonly (readonly [Part, MatrixValues | undefined])[] = [
    ['weight', weight],
    ['down', down],
    ['up', up && transposed(up)],
    ['update', update],
  ];
  return parts.flatMap(([key, values]) => (values ? [{ key, label: nameOf(key), ...values }] : []));
}

/** B [out, r] as r rows of length out: A and Bᵀ then lie alike. */
function transposed({ rows, columns, data }: MatrixValues): MatrixValues {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      turned[column * rows + row] = data[row * columns + column] ?? 0;
    }
  }
  return { rows: columns, columns: rows, data: turned };
}
