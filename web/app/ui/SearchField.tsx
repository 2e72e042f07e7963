import { useEffect, useRef, useState } from 'react';
import { IconButton } from './Button';
import { Icon } from './icons';

const pause = 220;

/** Tells its owner when typing pauses. */
export function SearchField({
  label,
  value,
  onChange,
  className = '',
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const told = useRef(value);
  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setTyped(value);
    }
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const tell = (next: string, wait: number) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      told.current = next;
      onChange(next);
    }, wait);
  };

  return (
    <span className={`relative inline-flex items-center ${className}`}>
      <Icon name="search" className="pointer-events-none absolute left-2.5 text-ink-3" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => tell(event.target.value, pause)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            tell(typed, 0);
          } else if (event.key === 'Escape' && typed) {
            event.stopPropagation();
            tell('', 0);
          }
        }}
        className="h-8 w-full rounded-control border border-line-strong bg-surface pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {typed && (
        <IconButton
          icon="close"
          label="Clear the search"
          className="absolute right-0.5 size-7"
          onClick={() => tell('', 0)}
        />
      )}
    </span>
  );
}
