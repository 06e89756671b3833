import { formatNumber } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { LinkProblem, Problem } from './state';

/** A refused value, in the reader's language, to stand beside its control. */
export function describeProblem(
  problem: Problem,
  { language, translate }: { language: Language; translate: Translate },
): string {
  const given = problem.given;
  switch (problem.kind) {
    case 'range':
      return translate('figure.problem.range', {
        given,
        min: formatNumber(problem.min, language),
        max: formatNumber(problem.max, language),
      });
    case 'choice':
      return translate('figure.problem.choice', { given });
    default:
      return translate(`figure.problem.${problem.kind}`, { given });
  }
}

export function describeLinkProblem(problem: LinkProblem, translate: Translate): string {
  return translate(`figure.problem.${problem.kind}`, { given: problem.given });
}
