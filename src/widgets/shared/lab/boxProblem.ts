import { setText } from '../../base/barsFigure';

/** What is wrong with the text of a box, a sentence a line below it; none where all is well. */
export function boxProblem(
  box: HTMLTextAreaElement,
  problem: HTMLElement,
): (sentences: readonly string[]) => void {
  return (sentences) => {
    setText(problem, sentences.join('\n'));
    problem.hidden = sentences.length === 0;
    if (sentences.length > 0) box.setAttribute('aria-invalid', 'true');
    else box.removeAttribute('aria-invalid');
  };
}
