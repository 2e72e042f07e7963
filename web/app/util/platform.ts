/** Which key opens the palette: ⌘ on Apple's keyboards, Ctrl elsewhere. */
export const apple = /Mac|iPhone|iPad/.test(navigator.platform);
