import { LIGHT_EVENT, LIT_EVENT } from '../../widgets/base/widget';

/**
 * Formulas are interfaces: what bears `data-term` lights up together, wherever it stands on the page –
 * a summand of a formula, its bar, its row in the table. Elements may bear several terms.
 */
export function lightUpTerms(): void {
  const root = document.documentElement;
  let lit = '';
  const show = (terms: string): void => {
    if (terms === lit) return;
    lit = terms;
    const wanted = new Set(terms.match(/\S+/g));
    root.classList.toggle('has-lit-terms', wanted.size > 0);
    document.dispatchEvent(new CustomEvent(LIT_EVENT, { detail: wanted }));
    for (const element of document.querySelectorAll<HTMLElement | SVGElement>('[data-term]')) {
      const own = element.dataset['term'] ?? '';
      element.classList.toggle(
        'lit',
        own.split(' ').some((term) => wanted.has(term)),
      );
    }
  };
  const follow = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-term]') : null;
    show(target?.dataset['term'] ?? '');
  };
  document.addEventListener('pointerover', follow, { passive: true });
  document.addEventListener('focusin', follow);
  document.addEventListener(LIGHT_EVENT, (event) => show((event as CustomEvent<string>).detail));
  document.addEventListener('focusout', () => show(''));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show('');
  });
}
