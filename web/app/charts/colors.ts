let pen: CanvasRenderingContext2D | null | undefined;

/** A token's colour as rgb(), because the chart library blends colours in that form only. */
export function tokenColor(name: string): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  pen ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!pen || !value) {
    return value || '#888';
  }
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = value;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 255] = pen.getImageData(0, 0, 1, 1).data;
  return a === 255 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${(a / 255).toFixed(3)})`;
}
