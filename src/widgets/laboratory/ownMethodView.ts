import { type CodeEditor, createCodeEditor } from '../../scenes/codeEditor';
import type { Fault } from '../../training/laboratory/api';
import type { ModelConfig } from '../../training/model/config';
import { TEMPLATES, type TemplateId } from '../../training/own/templates';
import { setText } from '../base/barsFigure';
import type { Words } from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find } from '../shared/lab/lookup';
import { type LabState, optionsOf } from '../shared/lab/state';

export interface OwnMethodView {
  /** The source as it stands. */
  source(): string;
  /** Puts a source in, as that of a run that is opened. */
  put(source: string): void;
  /** Marks the problem that a run met. */
  showFault(fault: Fault): void;
  update(state: LabState): void;
}

/** The reader's own method: an editor with templates. It is traced when a button is pressed, never by itself. */
export function createOwnMethodView(
  host: HTMLElement,
  { translate }: Words,
  signal: AbortSignal,
  get: () => LabState,
): OwnMethodView {
  const place = find(host, '[data-editor]');
  const template = find<HTMLSelectElement>(host, '[data-template]');
  const told = find(host, '[data-source-told]');
  const problem = find(host, '[data-source-problem]');
  let source: string = TEMPLATES.lora;
  let editor: CodeEditor | null = null;

  const clear = (): void => {
    setText(told, '');
    problem.hidden = true;
    editor?.setProblem(null);
  };
  const showFault = (fault: Fault): void => {
    const sentence = describeFault(fault, translate);
    setText(told, '');
    setText(problem, sentence);
    problem.hidden = false;
    const column = Number(fault.values?.['column']);
    editor?.setProblem(
      fault.line ? { line: fault.line, column: column > 0 ? column : undefined, message: sentence } : null,
    );
  };
  const put = (text: string): void => {
    source = text;
    if (editor) editor.value = text;
    clear();
  };
  const check = async (): Promise<void> => {
    clear();
    setText(told, translate('lab.working'));
    const traced = source;
    try {
      const { traceInWorker } = await import('../../training/own/client');
      const options = optionsOf(get());
      const result = await traceInWorker({ source: traced, config: configOf(host), options });
      if (signal.aborted || traced !== source) return;
      if ('problem' in result) {
        const { kind, line, ...values } = result.problem;
        showFault({ kind: 'source', detail: kind, line, values: texts(values) });
        return;
      }
      let count = 0;
      for (const graphs of result.traces.values()) {
        const layers = configOf(host).num_hidden_layers;
        const all = Array.isArray(graphs) ? graphs : Array.from({ length: layers }, () => graphs);
        for (const { parameters } of all) {
          for (const { shape, trained } of parameters) {
            if (trained) count += shape.reduce((product: number, side: number) => product * side, 1);
          }
        }
      }
      setText(told, translate('lab.own.good', { count }));
    } catch {
      setText(told, translate('lab.own.failed'));
    }
  };

  find(host, '[data-template-take]').addEventListener(
    'click',
    () => {
      put(TEMPLATES[template.value as TemplateId]);
      editor?.focus();
    },
    { signal },
  );
  find(host, '[data-source-run]').addEventListener('click', () => void check(), { signal });
  signal.addEventListener('abort', () => editor?.dispose());

  return {
    source: () => source,
    put,
    showFault,
    update({ methods }) {
      if (editor || !methods.includes('own')) return;
      editor = createCodeEditor(place, {
        value: source,
        label: translate('lab.own.label'),
        hint: translate('lab.own.hint'),
        language: 'javascript',
        onChange: (text) => {
          source = text;
          clear();
        },
      });
    },
  };
}

/** The build wrote the model's shape into the element: the sandbox needs it before the model has come. */
function configOf(host: HTMLElement): ModelConfig {
  return JSON.parse(host.dataset['model'] ?? '{}') as ModelConfig;
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
