// Runs before the first paint, so that a page never flashes in the other theme. Without it the system's theme holds.
try {
  const theme = localStorage.getItem('low-rank.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage refused: the system's theme holds.
}
