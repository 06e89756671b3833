import { gradePredict } from '../graders/predict';
import { followFigure, readFigure } from '../reading';
import type { VariantOf, Verdict } from '../types';
import { mendFigureLink } from './figureLink';
import { createItems } from './items';
import { createOptions } from './options';
import { followTexts, textsIn } from './textInput';
import type { Mount, ViewContext } from './view';

/** How a prediction is given: a line of text, options, or items in order. */
interface Asked {
  show(random: Parameters<ReturnType<typeof createOptions>['show']>[0], first: boolean): void;
  prediction(): string | readonly string[];
  /** The prediction as the reader sees it. */
  shown(): string;
  lock(locked: boolean): void;
}

function createAsked(context: ViewContext<'predict'>): Asked {
  const { form, definition } = context;
  if (definition.prediction.ask === 'choice') {
    const options = createOptions(form, context);
    return { show: options.show, prediction: options.chosen, shown: options.shown, lock: options.lock };
  }
  if (definition.prediction.ask === 'order') {
    const items = createItems(form, context);
    return {
      show: (random, first) => items.show(random, first, []),
      prediction: items.order,
      shown: items.shown,
      lock: items.lock,
    };
  }
  const [input] = textsIn(form) as readonly [HTMLInputElement];
  followTexts([input], context);
  return {
    show(_, first) {
      if (!first) input.value = '';
    },
    prediction: () => input.value,
    shown: () => input.value.trim(),
    lock(locked) {
      input.readOnly = locked;
    },
  };
}

/**
 * The reader commits to a prediction, which is locked then; the figure is run, and as soon as it shows what was asked
 * for, the prediction is held against it.
 */
export const mount: Mount<'predict'> = (context) => {
  const { host, definition, translate, signal, submit } = context;
  const { figure } = definition;
  const asked = createAsked(context);
  const button = host.querySelector<HTMLButtonElement>('[data-check]');
  let variant: VariantOf<'predict'> | null = null;
  let committed = false;
  /** Whether what was predicted is still to be seen. */
  let waiting = false;
  const answer = (): string => [asked.prediction()].flat().join(' > ').trim();
  const lock = (locked: boolean): void => {
    committed = locked;
    asked.lock(locked);
    host.toggleAttribute('data-committed', locked);
    if (button) button.textContent = translate(locked ? 'exercise.check' : 'exercise.commit');
  };
  mendFigureLink(host, figure, translate('exercise.form.openLesson'));
  followFigure(figure, signal, () => {
    if (waiting && variant?.measured(readFigure(figure)) != null) submit();
  });
  return {
    show(next, random, first) {
      variant = next;
      lock(false);
      waiting = false;
      asked.show(random, first);
    },
    grade(): Verdict {
      if (!variant) return { state: 'empty', feedback: [] };
      const verdict = gradePredict(
        { prediction: asked.prediction(), reading: readFigure(figure) },
        variant,
        definition,
      );
      const isUnseen = verdict.feedback.some(({ message }) => message === 'notMeasured');
      const isGraded = verdict.state === 'right' || verdict.state === 'wrong';
      if (isGraded) waiting = false;
      if (!committed && (isUnseen || isGraded)) {
        lock(true);
        waiting = isUnseen;
        if (isUnseen)
          return { state: 'empty', feedback: [{ message: 'committed', values: { answer: asked.shown() } }] };
      }
      return verdict;
    },
    answer,
  };
};
