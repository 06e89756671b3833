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
  // A figure may draw itself once more after it was graded. Only other settings make the verdict stale.
  const settings = () => new URLSearchParams(readFigure(figure).fields).toString();
  let graded = '';
  followFigure(figure, signal, () => {
    if (settings() !== graded) changed();
  });
  return {
    show(next) {
      variant = next;
    },
    grade() {
      graded = settings();
      return variant
        ? gradeConfigure(readFigure(figure), variant, definition)
        : { state: 'empty', feedback: [] };
    },
    answer: settings,
  };
};
