import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { useNavigate } from 'react-router';
import { to } from '../url/links';
import { Shortcuts } from './Shortcuts';

const Palette = lazy(() => import('./Palette'));

interface Commands {
  openPalette: () => void;
  openShortcuts: () => void;
}

const Context = createContext<Commands>({ openPalette: () => {}, openShortcuts: () => {} });

export const useCommands = () => useContext(Context);

const pages: Record<string, string> = {
  d: to.dashboard(),
  o: to.opportunities(),
  a: to.accounts(),
  c: to.activities(),
  t: to.team(),
};

const sequence = 1_200;

/** The keys that work everywhere: the palette, the list of shortcuts, and "g" followed by a page's letter. */
export function CommandLayer({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null);
  const navigate = useNavigate();

  useEffect(() => {
    let gone = 0;
    const press = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen((before) => (before === 'palette' ? null : 'palette'));
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) {
        return;
      }
      if (event.key === '?') {
        event.preventDefault();
        setOpen('shortcuts');
      } else if (event.key === '/') {
        event.preventDefault();
        setOpen('palette');
      } else if (event.key === 'g') {
        gone = Date.now();
      } else if (Date.now() - gone < sequence && pages[event.key]) {
        gone = 0;
        event.preventDefault();
        navigate(pages[event.key] as string);
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate]);

  const commands = useMemo<Commands>(
    () => ({ openPalette: () => setOpen('palette'), openShortcuts: () => setOpen('shortcuts') }),
    [],
  );
  return (
    <Context value={commands}>
      {children}
      {open === 'palette' && (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(null)} />
        </Suspense>
      )}
      {open === 'shortcuts' && <Shortcuts onClose={() => setOpen(null)} />}
    </Context>
  );
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(target.type))
  );
}
