// Before the first paint: the reader's theme, else the system's, also where storage is refused.
try {
  const theme = localStorage.getItem('low-rank.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {}

// A page that is opened at its top, and at no place within it, comes in pieces: src/layouts/scripts/settle.ts.
if (!location.hash && performance.getEntriesByType('navigation')[0]?.type === 'navigate') {
  const { dataset } = document.documentElement;
  dataset.settling = '';
  // Where that script does not come, nothing stays hidden.
  setTimeout(() => {
    if (dataset.settling === '') delete dataset.settling;
  }, 4000);
}
