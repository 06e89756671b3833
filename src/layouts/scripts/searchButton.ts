/** Shows the search button and fetches the search itself when it is first wanted: by the button, or by “/”. */
export function openSearch(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-search]');
  if (!button) return;
  button.hidden = false;
  const open = async (): Promise<void> => {
    const { showSearch } = await import('./search');
    showSearch();
  };
  button.addEventListener('click', () => void open());
  document.addEventListener('keydown', (event) => {
    const typing =
      event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void open();
  });
}
