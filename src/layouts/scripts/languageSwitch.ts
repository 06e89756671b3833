import { remember } from './storage';

/** The language switch keeps the place: the same page, the same section, the state of the figure that was last changed. */
export function followLanguageSwitch(): void {
  const link = document.querySelector<HTMLAnchorElement>('[data-language-switch]');
  if (!link) return;
  remember('language', document.documentElement.dataset['language'] ?? '');
  link.addEventListener('click', () => {
    const target = new URL(link.href);
    target.search = location.search;
    target.hash = sectionInView();
    link.href = target.href;
  });
}

/** The last section heading above the upper third of the window; the same id names it in the other language. */
function sectionInView(): string {
  const headings = [
    ...document.querySelectorAll<HTMLElement>('.prose h2[id], .prose h3[id], main section[id]'),
  ];
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  return scrollY < 40 ? '' : (passed.at(-1)?.id ?? '');
}
