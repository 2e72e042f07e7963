// Runs before the first paint, so a chosen theme never flashes the other one. A file of its own: the page's
// content security policy allows no inline script.
try {
  const theme = localStorage.getItem('sightline.theme');
  if (theme === '"light"' || theme === '"dark"') {
    document.documentElement.dataset.theme = theme.slice(1, -1);
  }
} catch {
  // Storage is refused: the system's theme applies.
}
