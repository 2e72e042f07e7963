import { Kbd } from '../ui/Bits';
import { IconButton } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { apple } from '../util/platform';

const keys: [string[], string][] = [
  [[apple ? '⌘' : 'Ctrl', 'K'], 'Find people, accounts, opportunities, pages and actions'],
  [['?'], 'Show these shortcuts'],
  [['g', 'd'], 'Go to the dashboard'],
  [['g', 'o'], 'Go to opportunities'],
  [['g', 'a'], 'Go to accounts'],
  [['g', 'c'], 'Go to activities'],
  [['g', 't'], 'Go to the team'],
  [['↑', '↓'], 'Walk the rows of a table'],
  [['Enter'], 'Open the row'],
  [['←', '→'], 'Fold and unfold a person of the team'],
  [['Esc'], 'Close what is open'],
];

export function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Dialog label="Keyboard shortcuts" onClose={onClose}>
      <header className="flex items-center px-5 pt-3">
        <h2 className="text-title font-semibold">Keyboard shortcuts</h2>
        <IconButton icon="close" label="Close" className="ml-auto" onClick={onClose} />
      </header>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5 px-5 pt-2 pb-5">
        {keys.map(([combination, meaning]) => (
          <div key={meaning} className="contents">
            <dt className="flex gap-1">
              {combination.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd className="text-ink-2">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
