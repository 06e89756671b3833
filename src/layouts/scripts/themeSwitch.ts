import { remember } from './storage';

/** The button that turns the page light or dark, and says which it would turn it. */
export function followThemeSwitch(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-theme-switch]');
  const name = button?.querySelector('[data-theme-name]');
  if (!button || !name) return;
  const root = document.documentElement;
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = (): boolean =>
    root.dataset['theme'] ? root.dataset['theme'] === 'dark' : systemIsDark.matches;
  const say = (): void => {
    name.textContent = (isDark() ? button.dataset['toLight'] : button.dataset['toDark']) ?? '';
  };
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    root.dataset['theme'] = theme;
    remember('theme', theme);
    say();
  });
  systemIsDark.addEventListener('change', say);
  say();
  button.hidden = false;
}
