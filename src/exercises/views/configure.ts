import { gradeConfigure } from '../graders/configure';
import { followFigure, readFigure } from '../reading';
import type { VariantOf } from '../types';
import { mendFigureLink } from './figureLink';
import type { Mount } from './view';

/** No input of its own: what is graded is the figure as it stands when Check is pressed. */
export const mount: Mount<'configure'> = ({ host, definition, translate, signal, changed }) => {
  const { figure } = definition;
  let variant: VariantOf<'configure'> | null = null;
  mendFigureLink(host, figure, translate('exercise.form.openLesson'));
  followFigure(figure, signal, changed);
  return {
    show(next) {
      variant = next;
    },
    grade: () =>
      variant ? gradeConfigure(readFigure(figure), variant, definition) : { state: 'empty', feedback: [] },
    answer: () => new URLSearchParams(readFigure(figure).fields).toString(),
  };
};
