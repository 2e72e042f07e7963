import type { ReactNode } from 'react';

/** A line of a flush panel's list: two lines of text, and what there is to say and to do beside them. */
export function ListRow({
  label,
  title,
  note,
  tooltip,
  before,
  children,
}: {
  /** What a screen reader calls it. */
  label: string;
  title: ReactNode;
  note: ReactNode;
  /** What the note's times are exactly. */
  tooltip?: string;
  before?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li
      aria-label={label}
      className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line px-5 py-2"
    >
      {before}
      <span className="min-w-0 flex-1 basis-44">
        <span className="block truncate font-medium">{title}</span>
        <span className="block truncate text-small text-ink-3" title={tooltip}>
          {note}
        </span>
      </span>
      {children}
    </li>
  );
}
