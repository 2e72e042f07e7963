import type { ReactNode } from 'react';
import { Icon } from './icons';

/** The platform's own select: known to every keyboard, screen reader and phone. */
export function Select({
  label,
  value,
  onChange,
  children,
  active = false,
  className = '',
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
  /** True where the choice narrows what is shown. */
  active?: boolean;
  className?: string;
}) {
  return (
    <span className={`relative inline-flex min-w-0 ${className}`}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`h-8 w-full min-w-0 appearance-none truncate rounded-control border bg-surface pr-7 pl-2.5 hover:bg-hover ${active ? 'border-accent font-medium text-accent' : 'border-line-strong text-ink'}`}
      >
        {children}
      </select>
      <Icon
        name="chevronDown"
        size={14}
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}
