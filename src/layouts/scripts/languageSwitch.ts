import { remember } from './storage';

/** The language switch keeps the place: the same page, the same section, the state of the figure that was last changed. */
export function followLanguageSwitch(): void {
  const link = document.querySelector<HTMLAnchorElement>('[data-language-switch]');
  if (!link) return;
  remember('language', document.documentElement.dataset['language'] ?? '');
  link.addEventListener('click', () => {
    link.search = location.search;
    link.hash = sectionInView();
  });
}

/** The last section heading above the upper third of the window; the same id names it in the other language. */
function sectionInView(): string {
  const headings = [
    ...document.querySelectorAll<HTMLElement>('.prose h2[id], .prose h3[id], main section[id]'),
  ];
  const passed = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  return scrollY < 40 ? '' : (passed?.id ?? '');
}
