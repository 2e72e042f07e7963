import { useEffect } from 'react';
import { useStored } from '../util/stored';

export type Theme = 'system' | 'light' | 'dark';

/** Both themes are the same tokens; "system" follows the device as it changes. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, set] = useStored<Theme>('theme', 'system');
  useEffect(() => {
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
  }, [theme]);
  return [theme, set];
}
